package dev.muster.web.identity;

import dev.muster.identity.boundary.PasswordResets;
import dev.muster.identity.boundary.SignIn;
import dev.muster.identity.entity.Grant;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.PasswordProven;
import dev.muster.identity.entity.SessionKind;
import dev.muster.platform.Refusal;
import dev.muster.web.http.RequestInfo;
import dev.muster.web.portal.PortalPaths;
import dev.muster.web.portal.Texts;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serializable;

/**
 * Signing in: e-mail and password, then the code of whoever has set up an authenticator. One text for an unknown person
 * and a wrong password: the boundary does not tell them apart either.
 */
@Named
@ViewScoped
public class LoginPage implements Serializable {

    @Inject
    private SignIn signIn;

    @Inject
    private PasswordResets resets;

    @Inject
    private Texts texts;

    private String email;
    private String password;
    private String code;
    private String to;
    private String refusal;
    private PasswordProven proven;

    /** Opens the session and leads on to where the person wanted to go, or asks for the code. */
    public void enter() throws IOException {
        refusal = null;
        if (!SessionCookie.possible(request())) {
            refusal = texts.get("login.plain");
            return;
        }
        try {
            var entered = signIn.enter(attempt(email, password, null));
            proven = entered.halfway();
            if (proven == null) {
                lead(entered.grant());
            }
        } catch (Refusal e) {
            refusal = texts.get(e.status() == 503 ? "login.busy" : "login.refused");
        } finally {
            password = null; // this bean outlives the request
        }
    }

    /** The second step. */
    public void confirm() throws IOException {
        refusal = null;
        if (proven == null) {
            return;
        }
        try {
            lead(signIn.complete(proven, attempt(proven.email(), null, code)));
        } catch (Refusal e) {
            var late = e.code().equals("login");
            proven = late ? null : proven;
            refusal = texts.get(late ? "login.late" : "login.code.refused");
        } finally {
            code = null;
        }
    }

    /** Back to the first step. */
    public void restart() {
        proven = null;
        refusal = null;
    }

    private void lead(Grant grant) throws IOException {
        proven = null;
        var external = FacesContext.getCurrentInstance().getExternalContext();
        request().changeSessionId();
        SessionCookie.set(request(), (HttpServletResponse) external.getResponse(), grant.credential());
        external.redirect(external.getRequestContextPath() + here(to));
    }

    private static LoginAttempt attempt(String email, String password, String totp) {
        var request = request();
        return new LoginAttempt(
                email,
                password,
                totp,
                SessionKind.BROWSER,
                RequestInfo.address(request),
                request.getHeader("User-Agent"),
                RequestInfo.id(request));
    }

    private static HttpServletRequest request() {
        return (HttpServletRequest)
                FacesContext.getCurrentInstance().getExternalContext().getRequest();
    }

    /** Pages of this portal only; anything else could lead away from it. */
    static String here(String path) {
        return path != null && PortalPaths.isPage(path) ? path : "/";
    }

    /** Whether a forgotten password can be replaced by a link in a letter. */
    public boolean isMail() {
        return resets.isPossible();
    }

    public String getRefusal() {
        return refusal;
    }

    /** Whether the code is what is missing. */
    public boolean isHalfway() {
        return proven != null;
    }

    public String getCode() {
        return code;
    }

    public void setCode(String code) {
        this.code = code;
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
        return to == null
                ? FacesContext.getCurrentInstance()
                        .getExternalContext()
                        .getRequestParameterMap()
                        .get("to")
                : to;
    }

    public void setTo(String to) {
        this.to = to;
    }
}
