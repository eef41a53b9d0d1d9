package dev.muster.web.portal;

import dev.muster.web.http.RequestInfo;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.text.MessageFormat;
import java.util.Collections;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;

/**
 * A page with one card and one way on, for answers that stand without Faces, a person or a database: what happened, what to
 * do, and the request's id. Every word is from the bundle.
 */
public final class LonePage {

    private static final Set<String> LANGUAGES = Set.of("en", "de");

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="%1$s"><head>
            <meta charset="UTF-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/>%9$s
            <script src="%2$s/assets/js/theme.js"></script>
            <title>%3$s · Muster</title>
            <link rel="icon" href="%2$s/assets/mark.svg" type="image/svg+xml"/>
            <link rel="stylesheet" href="%2$s/assets/css/muster.css"/>
            </head><body><main class="lone">
            <a class="brand" href="%2$s/"><img src="%2$s/assets/mark.svg" alt="" width="32" height="32"/><span>Muster</span></a>
            <div class="card"><h1>%3$s</h1><p class="muted">%4$s</p>
            <a class="button primary" href="%2$s%5$s">%6$s</a></div>
            <p class="muted code">%7$s <span class="mono">%8$s</span></p>
            </main></body></html>
            """;

    private final HttpServletRequest request;
    private final Locale locale;
    private final ResourceBundle texts;

    private LonePage(HttpServletRequest request) {
        this.request = request;
        locale = Collections.list(request.getLocales()).stream()
                .filter(each -> LANGUAGES.contains(each.getLanguage()))
                .findFirst()
                .orElse(Locale.ENGLISH);
        texts = ResourceBundle.getBundle("dev.muster.web.messages", locale, LonePage.class.getClassLoader());
    }

    public static LonePage of(HttpServletRequest request) {
        return new LonePage(request);
    }

    /** A text in the reader's language with {0}, {1}… filled in. */
    public String text(String key, Object... values) {
        var pattern = texts.getString(key);
        return values.length == 0 ? pattern : new MessageFormat(pattern.replace("'", "''"), locale).format(values);
    }

    /** @param path a page of this portal that the button leads to */
    public void send(HttpServletResponse response, int status, String title, String advice, String path, String button)
            throws IOException {
        write(response, status, title, advice, path, button, "");
    }

    /**
     * A page that goes on by itself. It is the first of ours in a browser that comes from another site: a redirect would
     * still belong to that site, and a browser sends no SameSite=Strict cookie with it.
     *
     * @param path a page of this portal
     */
    public void goOn(HttpServletResponse response, String title, String advice, String path, String button)
            throws IOException {
        write(
                response,
                HttpServletResponse.SC_OK,
                title,
                advice,
                path,
                button,
                "<meta http-equiv=\"refresh\" content=\"0;url=" + escape(request.getContextPath() + path) + "\"/>");
    }

    private void write(
            HttpServletResponse response,
            int status,
            String title,
            String advice,
            String path,
            String button,
            String head)
            throws IOException {
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.getWriter()
                .print(PAGE.formatted(
                        locale.getLanguage(),
                        request.getContextPath(),
                        escape(title),
                        escape(advice),
                        escape(path),
                        escape(button),
                        status < 400 ? "" : status + " · " + escape(text("error.request")),
                        status < 400 ? "" : RequestInfo.id(request),
                        head));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
