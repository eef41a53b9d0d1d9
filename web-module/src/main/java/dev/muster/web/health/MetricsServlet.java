package dev.muster.web.health;

import dev.muster.platform.Meters;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code /metrics} in Prometheus' text format, in place of the server's own (ADR 8). {@code AccessFilter} says for whom. */
@WebServlet("/metrics")
public class MetricsServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private transient Meters meters;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType(Meters.CONTENT_TYPE);
        meters.write(response.getOutputStream());
    }
}
