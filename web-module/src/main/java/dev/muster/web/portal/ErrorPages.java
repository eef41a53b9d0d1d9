package dev.muster.web.portal;

import jakarta.faces.application.ViewExpiredException;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * What a browser shows when a request failed: what to do next and the request's id, never a stack, a class or a path. A
 * servlet and not a Faces page, so that it stands when Faces, a boundary or the database does not. Every word is from
 * the bundle.
 */
@WebServlet("/portal/error")
public class ErrorPages extends HttpServlet {

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var said = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        var expired = isExpired(request);
        var status = expired ? HttpServletResponse.SC_CONFLICT : said;
        var kind = "error." + (expired ? "expired" : kind(status));
        var page = LonePage.of(request);
        page.send(response, status, page.text(kind), page.text(kind + ".advice"), "/devices", page.text("error.home"));
    }

    /** A page that was open for longer than its state lives is nobody's failure. */
    private static boolean isExpired(HttpServletRequest request) {
        for (var cause = (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
                cause != null;
                cause = cause.getCause()) {
            if (cause instanceof ViewExpiredException) {
                return true;
            }
        }
        return false;
    }

    private static String kind(int status) {
        return switch (status) {
            case 400, 404, 405, 410 -> "404";
            case 401, 403 -> "403";
            case 503 -> "503";
            default -> "500";
        };
    }
}
