package dev.muster.web.rest;

import dev.muster.platform.Refusal;
import dev.muster.web.http.Problems;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The REST surface as OpenAPI in JSON, made from the code by the build. Served by us and not by the server, whose
 * endpoint stands outside the application: without its headers, and for everyone.
 */
@WebServlet("/openapi")
public class OpenApiServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private static final String DOCUMENT = "/WEB-INF/openapi.json";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (var document = getServletContext().getResourceAsStream(DOCUMENT)) {
            if (document == null) {
                Problems.send(request, response, Refusal.notFound("description in this build"));
                return;
            }
            response.setContentType("application/json");
            document.transferTo(response.getOutputStream());
        }
    }
}
