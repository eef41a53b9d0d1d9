package dev.muster.web.identity;

import dev.muster.identity.boundary.SignIn;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.SessionKind;
import dev.muster.platform.Refusal;
import dev.muster.web.http.RequestInfo;
import dev.muster.web.portal.Texts;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;

/** Signing in. One text for an unknown person and a wrong password: the boundary does not tell them apart either. */
@Named
@RequestScoped
public class LoginPage {

    /** Paths of this portal; anything else could lead away from it. */
    private static final Pattern HERE = Pattern.compile("/(devices|audit)(/[A-Za-z0-9._:-]{1,64})?");

    @Inject
    private SignIn signIn;

    @Inject
    private Texts texts;

    @Inject
    private ExternalContext external;

    private String email;
    private String password;
    private String to;
    private String refusal;

    /** Opens the session and leads on to where the person wanted to go. */
    public void enter() throws IOException {
        var request = (HttpServletRequest) external.getRequest();
        if (!SessionCookie.possible(request)) {
            refusal = texts.get("login.plain");
            return;
        }
        try {
            var grant = signIn.signIn(new LoginAttempt(
                    email,
                    password,
                    SessionKind.BROWSER,
                    RequestInfo.address(request),
                    request.getHeader("User-Agent"),
                    RequestInfo.id(request)));
            request.changeSessionId();
            SessionCookie.set(request, (HttpServletResponse) external.getResponse(), grant.credential());
            external.redirect(external.getRequestContextPath() + here(to));
        } catch (Refusal e) {
            refusal = texts.get(e.status() == 503 ? "login.busy" : "login.refused");
        }
    }

    static String here(String path) {
        return path != null && HERE.matcher(path).matches() ? path : "/";
    }

    public String getRefusal() {
        return refusal;
    }

    public String getEmail() {
        return email;
    }

    public void setEmail(String email) {
        this.email = email;
    }

    public String getPassword() {
        return password;
    }

    public void setPassword(String password) {
        this.password = password;
    }

    /** Where the person was led from, carried through the form. */
    public String getTo() {
        return to == null ? external.getRequestParameterMap().get("to") : to;
    }

    public void setTo(String to) {
        this.to = to;
    }
}
