package dev.muster.web.identity;

import dev.muster.identity.boundary.OidcSignIn;
import dev.muster.identity.boundary.SignIn;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.SessionKind;
import dev.muster.platform.Refusal;
import dev.muster.web.http.Failures;
import dev.muster.web.http.RequestInfo;
import dev.muster.web.portal.LonePage;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The way to the OpenID provider and back from it. Whatever goes wrong is a page that says what to do next. */
@WebServlet({"/login/oidc", "/login/oidc/callback"})
public class OidcServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private static final String BEGIN = "/login/oidc";

    /** Refusals that have words of their own: {@code oidc.<code>} in the bundle. */
    private static final Set<String> EXPLAINED = Set.of(
            "oidc-state",
            "oidc-cancelled",
            "oidc-answer",
            "oidc-provider",
            "oidc-settings",
            "oidc-no-email",
            "oidc-unverified",
            "oidc-unknown",
            "oidc-taken",
            "oidc-unlinked",
            "oidc-other",
            "oidc-invited",
            "oidc-closed",
            "invitation",
            "busy");

    @Inject
    private transient OidcSignIn oidc;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!oidc.isOn()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setHeader("Cache-Control", "no-store");
        // the address of the answer holds a code
        response.setHeader("Referrer-Policy", "no-referrer");
        try {
            if (request.getServletPath().equals(BEGIN)) {
                begin(request, response);
            } else {
                complete(request, response);
            }
        } catch (RuntimeException e) {
            explain(request, response, Failures.refusal(e, RequestInfo.id(request)));
        }
    }

    private void begin(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var to = LoginPage.here(request.getParameter("to"));
        if ("cross-site".equals(request.getHeader("Sec-Fetch-Site"))) {
            // another site signs nobody in: the person presses the button
            response.sendRedirect(request.getContextPath() + "/login" + query("to", to));
        } else if (request.getParameter("moved") == null && isElsewhere(request)) {
            // the provider leads back to the public address, and only there would the cookie be found
            response.sendRedirect(oidc.publicUrl() + BEGIN + query("to", to) + "&moved=1");
        } else if (!SessionCookie.possible(request)) {
            var page = LonePage.of(request);
            page.send(response, 403, page.text("login"), page.text("login.plain"), "/login", page.text("oidc.back"));
        } else {
            var begun = oidc.begin(to, RequestInfo.address(request), null);
            HandshakeCookie.set(request, response, begun.handshake());
            response.sendRedirect(begun.provider().toString());
        }
    }

    private boolean isElsewhere(HttpServletRequest request) {
        var publicUrl = oidc.publicUrl();
        return publicUrl != null && !URI.create(publicUrl).getAuthority().equalsIgnoreCase(request.getHeader("Host"));
    }

    private void complete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var handshake = HandshakeCookie.read(request);
        HandshakeCookie.clear(request, response);
        var answer = new OidcSignIn.Answer(
                handshake.orElse(null),
                request.getParameter("state"),
                request.getParameter("code"),
                request.getParameter("iss"),
                request.getParameter("error"));
        var attempt = new LoginAttempt(
                null,
                null,
                SessionKind.BROWSER,
                RequestInfo.address(request),
                request.getHeader("User-Agent"),
                RequestInfo.id(request));
        var done = oidc.complete(answer, attempt);
        enter(request, response, done.entered(), LoginPage.here(done.to()));
    }

    private void enter(HttpServletRequest request, HttpServletResponse response, SignIn.Entered entered, String to)
            throws IOException {
        var page = LonePage.of(request);
        if (entered.halfway() != null) {
            FirstSteps.keep(request, entered.halfway());
            var login = "/login" + query("to", to);
            page.goOn(response, page.text("login"), page.text("oidc.code"), login, page.text("oidc.go"));
            return;
        }
        if (request.getSession(false) != null) {
            request.changeSessionId();
        }
        SessionCookie.set(request, response, entered.grant().credential());
        page.goOn(response, page.text("login"), page.text("oidc.welcome"), to, page.text("oidc.go"));
    }

    private void explain(HttpServletRequest request, HttpServletResponse response, Refusal refusal) throws IOException {
        var page = LonePage.of(request);
        var key = "oidc.refused." + (EXPLAINED.contains(refusal.code()) ? refusal.code() : "other");
        if (refusal.retryAfterSec() != null) {
            response.setHeader("Retry-After", String.valueOf(refusal.retryAfterSec()));
        }
        page.send(
                response,
                refusal.status(),
                page.text("oidc.refused", oidc.label()),
                page.text(key, oidc.label()),
                "/login",
                page.text("oidc.back"));
    }

    private static String query(String name, String value) {
        return "?" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
