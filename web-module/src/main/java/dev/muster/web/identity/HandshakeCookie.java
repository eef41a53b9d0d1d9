package dev.muster.web.identity;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a browser keeps while its person signs in at the provider, sealed. SameSite=Lax: the provider leads back here from
 * its own site, and Strict would keep the cookie from that one request.
 */
final class HandshakeCookie {

    private static final String NAME = "__Host-muster-oidc";
    private static final String LOOPBACK_NAME = "muster-oidc";
    private static final int MOST = 2_000;
    private static final int LIFE_SEC = 600;

    private HandshakeCookie() {}

    static Optional<String> read(HttpServletRequest request) {
        return Stream.ofNullable(request.getCookies())
                .flatMap(Stream::of)
                .filter(cookie -> cookie.getName().equals(name(request)))
                .map(Cookie::getValue)
                .filter(value -> value.length() <= MOST)
                .findFirst();
    }

    static void set(HttpServletRequest request, HttpServletResponse response, String handshake) {
        add(request, response, handshake, LIFE_SEC);
    }

    static void clear(HttpServletRequest request, HttpServletResponse response) {
        add(request, response, "", 0);
    }

    private static void add(HttpServletRequest request, HttpServletResponse response, String value, int seconds) {
        response.addHeader(
                "Set-Cookie",
                name(request) + "=" + value + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + seconds
                        + (request.isSecure() ? "; Secure" : ""));
    }

    private static String name(HttpServletRequest request) {
        return request.isSecure() ? NAME : LOOPBACK_NAME;
    }
}
