package dev.muster.web.identity;

import dev.muster.web.http.RequestInfo;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The browser's credential: 256 random bits in a {@code __Host-} cookie, Secure, HttpOnly, SameSite=Strict. Browsers
 * refuse that name without TLS, so plain HTTP on loopback, and only there, uses a plain name.
 */
public final class SessionCookie {

    static final String NAME = "__Host-muster";
    static final String LOOPBACK_NAME = "muster-session";

    private SessionCookie() {}

    public static Optional<String> read(HttpServletRequest request) {
        var cookies = request.getCookies();
        if (cookies == null) {
            return Optional.empty();
        }
        var name = name(request);
        return Stream.of(cookies)
                .filter(cookie -> cookie.getName().equals(name))
                .map(jakarta.servlet.http.Cookie::getValue)
                .filter(value -> value.length() == 43)
                .findFirst();
    }

    /** Sets it for the browser's session; the server ends it by time on its own. */
    public static void set(HttpServletRequest request, HttpServletResponse response, String credential) {
        response.addHeader("Set-Cookie", cookie(request, credential));
    }

    public static void clear(HttpServletRequest request, HttpServletResponse response) {
        response.addHeader("Set-Cookie", cookie(request, "") + "; Max-Age=0");
    }

    /** Whether a cookie may be set at all: over TLS, or from this very machine. */
    public static boolean possible(HttpServletRequest request) {
        return request.isSecure() || RequestInfo.isLoopback(request.getRemoteAddr());
    }

    private static String cookie(HttpServletRequest request, String value) {
        return name(request) + "=" + value + "; Path=/; HttpOnly; SameSite=Strict"
                + (request.isSecure() ? "; Secure" : "");
    }

    private static String name(HttpServletRequest request) {
        return request.isSecure() ? NAME : LOOPBACK_NAME;
    }
}
