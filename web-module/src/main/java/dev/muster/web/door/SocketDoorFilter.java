package dev.muster.web.door;

import dev.muster.platform.Refusal;
import dev.muster.web.http.Drain;
import dev.muster.web.http.Problems;
import dev.muster.web.http.RequestGuardFilter;
import dev.muster.web.http.RequestInfo;
import dev.muster.web.identity.CallerMechanism;
import dev.muster.web.socket.Handshake;
import dev.muster.web.socket.Strangers;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Before a socket opens: Tyrus takes any Origin, so it is checked here. Browsers have no business at the device door;
 * at the dashboard they must come from our own pages.
 */
public class SocketDoorFilter extends HttpFilter {

    private static final long serialVersionUID = 1;

    @Inject
    private transient Drain drain;

    @Inject
    private transient Strangers strangers;

    @Inject
    @ConfigProperty(name = "muster.ws.query-token")
    private boolean queryToken;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var refusal = refuse(request);
        if (refusal != null) {
            Problems.send(request, response, refusal);
            return;
        }
        var handshake = new Handshake(
                RequestInfo.address(request),
                RequestInfo.id(request),
                bearer(request),
                CallerMechanism.caller(request).orElse(null));
        chain.doFilter(
                new HttpServletRequestWrapper(request) {
                    @Override
                    public Principal getUserPrincipal() {
                        return handshake;
                    }
                },
                response);
    }

    private Refusal refuse(HttpServletRequest request) {
        var origin = request.getHeader("Origin");
        var device = RequestInfo.path(request).startsWith("/ws/device");
        if (origin != null && (device || !RequestGuardFilter.isOwn(request, origin))) {
            return Refusal.of(403, "origin", "sockets are not opened from other sites' pages");
        }
        if (origin == null && !device && CallerMechanism.caller(request).isPresent() && bearer(request) == null) {
            return Refusal.of(403, "origin", "a session cookie opens a socket only from our own pages");
        }
        if (strangers.areMany(RequestInfo.address(request))) {
            return Refusal.tooMany(
                    "handshakes", "too many sockets from this address have not said yet whose they are; try again", 5);
        }
        if (drain.isStopping()) {
            return Refusal.unavailable("stopping", "the server is restarting; try again", 5);
        }
        return null;
    }

    /** Tokens in addresses end up in logs: only where {@code muster.ws.query-token} says so. */
    private String bearer(HttpServletRequest request) {
        var authorization = request.getHeader("Authorization");
        if (authorization != null && authorization.startsWith("Bearer ")) {
            return authorization.substring(7).strip();
        }
        return queryToken ? request.getParameter("token") : null;
    }
}
