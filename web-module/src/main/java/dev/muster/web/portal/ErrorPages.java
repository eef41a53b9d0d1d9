package dev.muster.web.portal;

import dev.muster.web.http.RequestInfo;
import jakarta.faces.application.ViewExpiredException;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;

/**
 * What a browser shows when a request failed: what to do next and the request's id, never a stack, a class or a path. A
 * servlet and not a Faces page, so that it stands when Faces, a boundary or the database does not. Every word is from
 * the bundle.
 */
@WebServlet("/portal/error")
public class ErrorPages extends HttpServlet {

    private static final Set<String> LANGUAGES = Set.of("en", "de");

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="%1$s"><head>
            <meta charset="UTF-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/>
            <script src="%2$s/assets/js/theme.js"></script>
            <title>%3$s · Muster</title>
            <link rel="icon" href="%2$s/assets/mark.svg" type="image/svg+xml"/>
            <link rel="stylesheet" href="%2$s/assets/css/muster.css"/>
            </head><body><main class="lone">
            <a class="brand" href="%2$s/"><img src="%2$s/assets/mark.svg" alt="" width="32" height="32"/><span>Muster</span></a>
            <div class="card"><h1>%3$s</h1><p class="muted">%4$s</p>
            <a class="button primary" href="%2$s/devices">%5$s</a></div>
            <p class="muted code">%6$d · %7$s <span class="mono">%8$s</span></p>
            </main></body></html>
            """;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        var locale = locale(request);
        var texts = ResourceBundle.getBundle(
                "dev.muster.web.messages", locale, getClass().getClassLoader());
        var kind = "error." + kind(request, status);
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.getWriter()
                .print(PAGE.formatted(
                        locale.getLanguage(),
                        request.getContextPath(),
                        texts.getString(kind),
                        texts.getString(kind + ".advice"),
                        texts.getString("error.home"),
                        status,
                        texts.getString("error.request"),
                        RequestInfo.id(request)));
    }

    private static String kind(HttpServletRequest request, int status) {
        for (var cause = (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
                cause != null;
                cause = cause.getCause()) {
            if (cause instanceof ViewExpiredException) {
                return "expired";
            }
        }
        return switch (status) {
            case 400, 404, 405, 410 -> "404";
            case 401, 403 -> "403";
            case 503 -> "503";
            default -> "500";
        };
    }

    private static Locale locale(HttpServletRequest request) {
        return Collections.list(request.getLocales()).stream()
                .filter(locale -> LANGUAGES.contains(locale.getLanguage()))
                .findFirst()
                .orElse(Locale.ENGLISH);
    }
}
