package dev.muster.web.door;

import dev.muster.platform.Refusal;
import dev.muster.web.http.Problems;
import dev.muster.web.http.RequestInfo;
import dev.muster.web.identity.CallerMechanism;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Default deny: without a signed-in person only what stands in {@link #OPEN} is served. */
public class AccessFilter extends HttpFilter {

    private static final long serialVersionUID = 1;

    /** Login, links to a new password, invitations, health, public keys, static files, and the doors where devices prove themselves. */
    static final List<String> OPEN = List.of(
            "/login",
            "/identity/login",
            "/reset",
            "/identity/reset",
            "/invitation",
            "/identity/invitation",
            "/assets/",
            "/jakarta.faces.resource/",
            "/health",
            "/.well-known/",
            "/api/v1/auth/login",
            "/api/v1/auth/password-reset",
            "/api/v1/auth/invitations/",
            "/api/v1/device/",
            "/ws/");

    /** Enrollment: {@code POST /api/v1/devices/{id}/token} and {@code POST /api/v1/provision}. */
    private static final String ENROLLMENT = "/api/v1/(?:devices/[^/]+/token|provision)";

    /** Figures about all orgs: for whoever runs the installation, and for the collector on this machine. */
    private static final String METRICS = "/metrics";

    @Inject
    private transient StrangerViews strangers;

    @Inject
    private transient PersonViews people;

    public AccessFilter() {}

    AccessFilter(StrangerViews strangers, PersonViews people) {
        this.strangers = strangers;
        this.people = people;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var caller = CallerMechanism.caller(request);
        if (caller.isPresent()) {
            strangers.signedIn(request);
            people.used(request, caller.get().id());
        }
        var metrics = RequestInfo.path(request).startsWith(METRICS);
        if (metrics && caller.filter(person -> !person.platformOperator()).isPresent()) {
            Problems.send(request, response, Refusal.notFound("address"));
        } else if (caller.isPresent() || isOpen(request) || (metrics && RequestInfo.isLocal(request))) {
            chain.doFilter(request, response);
        } else if (RequestInfo.isApi(request)) {
            Problems.send(request, response, Refusal.of(401, "unauthenticated", "sign in, or send a valid token"));
        } else {
            response.sendRedirect(request.getContextPath() + "/login" + backTo(request));
        }
    }

    private static boolean isOpen(HttpServletRequest request) {
        var path = RequestInfo.path(request);
        return OPEN.stream().anyMatch(open -> open.endsWith("/") ? path.startsWith(open) : isAt(path, open))
                || (request.getMethod().equals("POST") && path.matches(ENROLLMENT));
    }

    private static boolean isAt(String path, String open) {
        return path.equals(open) || path.startsWith(open + "/") || path.equals(open + ".xhtml");
    }

    private static String backTo(HttpServletRequest request) {
        var path = RequestInfo.path(request);
        return request.getMethod().equals("GET") && path.length() > 1
                ? "?to=" + URLEncoder.encode(path, StandardCharsets.UTF_8)
                : "";
    }
}
