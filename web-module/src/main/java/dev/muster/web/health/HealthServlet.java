package dev.muster.web.health;

import dev.muster.identity.boundary.Start;
import dev.muster.platform.Sql;
import dev.muster.platform.SqlFailure;
import dev.muster.protocol.Json;
import dev.muster.web.http.Drain;
import dev.muster.web.http.RequestInfo;
import jakarta.ejb.EJBException;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code /health/live}, {@code /health/ready}, {@code /health/started} in the form of MicroProfile Health. Served by us
 * and not by the server, whose endpoint stands outside the application: without its headers, and green before it is
 * ready. What is wrong in words is for loopback only.
 */
@WebServlet("/health/*")
public class HealthServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private transient Start start;

    @Inject
    private transient Drain drain;

    @Inject
    private transient Sql sql;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var checks = new LinkedHashMap<String, String>();
        var path = request.getPathInfo() == null ? "" : request.getPathInfo();
        switch (path) {
            case "/live" -> checks.put("server", null);
            case "/started" -> checks.put("start", start.waitingFor());
            case "/ready", "", "/" -> ready(checks);
            default -> {
                response.sendError(404);
                return;
            }
        }
        answer(request, response, checks);
    }

    private void ready(Map<String, String> checks) {
        checks.put("start", start.waitingFor());
        checks.put("database", database());
        checks.put("drain", drain.isStopping() ? "the server is stopping" : null);
    }

    private String database() {
        try {
            sql.one("select 1 as one", row -> row.number("one"));
            return null;
        } catch (SqlFailure | EJBException e) {
            return "the database does not answer";
        }
    }

    private static void answer(HttpServletRequest request, HttpServletResponse response, Map<String, String> checks)
            throws IOException {
        var up = checks.values().stream().allMatch(java.util.Objects::isNull);
        var detailed = RequestInfo.isLocal(request);
        var list = Json.mapper().createArrayNode();
        checks.forEach((name, wrong) -> {
            var check = list.addObject().put("name", name).put("status", wrong == null ? "UP" : "DOWN");
            if (wrong != null && detailed) {
                check.putObject("data").put("waitingFor", wrong);
            }
        });
        response.setStatus(up ? 200 : 503);
        response.setContentType("application/json");
        response.getOutputStream()
                .write(Json.writeBytes(
                        Json.object().put("status", up ? "UP" : "DOWN").set("checks", list)));
    }
}
