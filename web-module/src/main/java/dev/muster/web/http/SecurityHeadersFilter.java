package dev.muster.web.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.time.Instant;

/**
 * Puts the security headers on every answer: pages, API, upgrades, static files and errors. First in the chain; PrimeFaces
 * adds its nonce to the policy of its pages itself, so pages get theirs from it ({@code web.xml}) and all else from here.
 */
public class SecurityHeadersFilter extends HttpFilter {

    private static final long serialVersionUID = 1;

    /** For answers that are no page: nothing may load, nothing may frame. */
    private static final String CSP =
            "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'self';"
                    + " frame-ancestors 'none'";

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        set(request, response);
        chain.doFilter(request, new OnePolicy(response));
    }

    /** For this filter, and for refusals of the authentication mechanism, which runs before any filter. */
    static void set(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", CSP);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        // Not "no-referrer": with it browsers send "Origin: null" with our own forms, which the guard refuses.
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
        // Payara sends none; agents and the command line learn the server's time from it (RFC 9110 section 6.6.1)
        response.setHeader("Date", HttpDate.of(Instant.now()));
        response.setHeader("X-Request-Id", RequestInfo.id(request));
        if (request.isSecure()) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        }
        if (RequestInfo.isApi(request)) {
            response.setHeader("Cache-Control", "no-store");
        }
    }

    /**
     * Replaces where others add: PrimeFaces' policy with its nonce, beside which ours would hold too and no script run,
     * and the time in a signed answer.
     */
    private static final class OnePolicy extends HttpServletResponseWrapper {
        OnePolicy(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void addHeader(String name, String value) {
            if (name.equalsIgnoreCase("Content-Security-Policy") || name.equalsIgnoreCase("Date")) {
                setHeader(name, value);
            } else {
                super.addHeader(name, value);
            }
        }
    }
}
