package dev.muster.web.identity;

import dev.muster.identity.boundary.Sessions;
import dev.muster.platform.Caller;
import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import dev.muster.platform.SqlFailure;
import dev.muster.protocol.Limits;
import dev.muster.registry.boundary.DeviceDoor;
import dev.muster.web.device.SignedRequest;
import dev.muster.web.http.Failures;
import dev.muster.web.http.Problems;
import dev.muster.web.http.RequestInfo;
import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationException;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * The one authentication mechanism: session cookie, bearer token, device signature. Who may do what is decided in the
 * boundaries; here it is only found out who asks.
 */
@ApplicationScoped
public class CallerMechanism implements HttpAuthenticationMechanism {

    private static final String CALLER = Caller.class.getName();
    private static final String BEARER = "Bearer ";

    @Inject
    private Sessions sessions;

    @Inject
    private DeviceDoor door;

    @Inject
    private Meters meters;

    @Override
    public AuthenticationStatus validateRequest(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context)
            throws AuthenticationException {
        try {
            if (RequestInfo.path(request).startsWith("/api/v1/device/")) {
                return device(request, context);
            }
            var caller = person(request);
            if (caller.isEmpty()) {
                return context.doNothing();
            }
            request.setAttribute(CALLER, caller.get());
            return context.notifyContainerAboutLogin(
                    new PersonPrincipal(caller.get()), caller.get().groups());
        } catch (Refusal refusal) {
            return refuse(request, response, refusal);
        } catch (SqlFailure | EJBException e) {
            return refuse(request, response, Failures.refusal(e, RequestInfo.id(request)));
        }
    }

    /** Who asks, where it is a person; set once per request. */
    public static Optional<Caller> caller(HttpServletRequest request) {
        return Optional.ofNullable((Caller) request.getAttribute(CALLER));
    }

    private Optional<Caller> person(HttpServletRequest request) {
        var org = askedOrg(request);
        var authorization = request.getHeader("Authorization");
        if (authorization != null) {
            return authorization.startsWith(BEARER)
                    ? sessions.byToken(
                            authorization.substring(BEARER.length()).strip(),
                            org,
                            RequestInfo.address(request),
                            RequestInfo.id(request))
                    : Optional.empty();
        }
        return SessionCookie.read(request)
                .flatMap(credential ->
                        org == null ? inChosenOrg(request, credential) : byCookie(request, credential, org));
    }

    private Optional<Caller> byCookie(HttpServletRequest request, String credential, String org) {
        return sessions.byCookie(credential, org, RequestInfo.address(request), RequestInfo.id(request));
    }

    /** A program and our own scripts name it in a header; a browser's socket, which can set none, in its address. */
    private static String askedOrg(HttpServletRequest request) {
        var header = request.getHeader("X-Muster-Org");
        return header == null && RequestInfo.path(request).equals("/ws/dashboard")
                ? request.getParameter("org")
                : header;
    }

    /** A browser that asks for no org: the one chosen there, or the first where that one is closed to them by now. */
    private Optional<Caller> inChosenOrg(HttpServletRequest request, String credential) {
        var chosen = OrgCookie.read(request);
        if (chosen.isPresent()) {
            try {
                return byCookie(request, credential, chosen.get());
            } catch (Refusal e) {
                if (e.status() != 404) {
                    throw e;
                }
            }
        }
        return byCookie(request, credential, null);
    }

    /** A device's signature covers the digest of the body, so it is checked before any of the body is read. */
    private AuthenticationStatus device(HttpServletRequest request, HttpMessageContext context) {
        var signed = SignedRequest.verify(request, door).orElseThrow(() -> unproven(request));
        signed.attach(request);
        return context.doNothing(); // nobody asks the container who a device is, and its login costs each check-in
    }

    /** Size comes before the signature (section 3); where the signature holds, the resource says it, signed. */
    private Refusal unproven(HttpServletRequest request) {
        if (request.getContentLengthLong() > Limits.CHECKIN_BYTES) {
            meters.refused(Limit.CHECKIN_BYTES);
            return Refusal.of(413, "too-large", "a request of a device has at most " + Limits.CHECKIN_BYTES + " bytes");
        }
        return Refusal.of(401, "signature", "the request's signature does not hold, or the device is unknown");
    }

    private static AuthenticationStatus refuse(
            HttpServletRequest request, HttpServletResponse response, Refusal refusal) throws AuthenticationException {
        try {
            if (RequestInfo.isApi(request)) {
                Problems.send(request, response, refusal);
            } else {
                response.sendError(refusal.status());
            }
            return AuthenticationStatus.SEND_FAILURE;
        } catch (IOException e) {
            throw new AuthenticationException("the client is gone", e);
        }
    }
}
