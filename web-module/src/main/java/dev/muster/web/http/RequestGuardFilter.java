package dev.muster.web.http;

import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses requests no honest client sends: two ways to say a length or a host, path parameters, encoded path
 * separators, unknown methods; and writes from another site with our cookie.
 */
public class RequestGuardFilter extends HttpFilter {

    private static final long serialVersionUID = 1;

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE");

    @Inject
    private transient Meters meters;

    @Inject
    @ConfigProperty(name = "muster.http.parameters.max")
    private int mostParameters;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var refusal = refuse(request);
        if (refusal == null && hasTooManyParameters(request)) {
            meters.refused(Limit.REQUEST_PARAMETERS);
            refusal = Refusal.of(400, "too-many-parameters", "at most " + mostParameters + " parameters");
        }
        if (refusal != null) {
            if (hasBody(request)) {
                response.setHeader("Connection", "close"); // it is not read, and is no next request
            }
            Problems.send(request, response, refusal);
            return;
        }
        if (request.getHeader("Transfer-Encoding") != null) {
            // Grizzly hides a Content-Length beside it, so nobody can tell here whether this request hides another one:
            // whatever follows on the connection is not read (RFC 9112 section 6.1)
            response.setHeader("Connection", "close");
        }
        chain.doFilter(request, response);
    }

    private static Refusal refuse(HttpServletRequest request) {
        var headers = Collections.list(request.getHeaders("Host"));
        if (headers.size() > 1
                || (request.getHeader("Content-Length") != null && request.getHeader("Transfer-Encoding") != null)) {
            return Refusal.of(400, "ambiguous-request", "one Host, and either Content-Length or Transfer-Encoding");
        }
        if (SAFE.contains(request.getMethod()) && hasBody(request)) {
            return Refusal.of(400, "ambiguous-request", "what only reads has no body");
        }
        var uri = request.getRequestURI().toLowerCase(Locale.ROOT);
        if (uri.contains(";")
                || uri.contains("%2f")
                || uri.contains("%5c")
                || uri.contains("%2e")
                || uri.contains("%00")
                || uri.contains("\\")
                || uri.contains("//")
                || (uri + "/").contains("/./")
                || (uri + "/").contains("/../")) {
            return Refusal.of(400, "bad-path", "this path has characters that no address of ours has");
        }
        if (!METHODS.contains(request.getMethod())) {
            return Refusal.of(405, "method", "this method is not used here");
        }
        if (!SAFE.contains(request.getMethod()) && fromAnotherSite(request)) {
            return Refusal.of(
                    403, "cross-site", "writes are taken from our own pages and from programs, not from other sites");
        }
        return null;
    }

    /** The container drops those above 1,000 in silence, so this has to be less; a form of our own pages has some dozens. */
    private boolean hasTooManyParameters(HttpServletRequest request) {
        var query = request.getQueryString();
        if (query != null && query.chars().filter(c -> c == '&').count() >= mostParameters) {
            return true;
        }
        var type = request.getContentType();
        return type != null
                && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")
                && !RequestInfo.isApi(request)
                && request.getParameterMap().size() > mostParameters;
    }

    private static boolean hasBody(HttpServletRequest request) {
        var length = request.getHeader("Content-Length");
        return (length != null && !length.equals("0")) || request.getHeader("Transfer-Encoding") != null;
    }

    /** A browser says where a write comes from; a program says nothing. */
    private static boolean fromAnotherSite(HttpServletRequest request) {
        var site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return true;
        }
        var origin = request.getHeader("Origin");
        return origin != null && !isOwn(request, origin);
    }

    /** Whether an {@code Origin} names the host the request was sent to. */
    public static boolean isOwn(HttpServletRequest request, String origin) {
        try {
            var authority = URI.create(origin).getAuthority();
            return authority != null && authority.equalsIgnoreCase(request.getHeader("Host"));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
