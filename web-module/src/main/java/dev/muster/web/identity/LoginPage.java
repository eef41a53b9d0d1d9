package dev.muster.web.identity;

import dev.muster.identity.boundary.OidcSignIn;
import dev.muster.identity.boundary.PasswordResets;
import dev.muster.identity.boundary.SignIn;
import dev.muster.identity.entity.FirstStep;
import dev.muster.identity.entity.Grant;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.SessionKind;
import dev.muster.platform.Refusal;
import dev.muster.web.http.RequestInfo;
import dev.muster.web.portal.PortalPaths;
import dev.muster.web.portal.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serializable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Signing in: e-mail and password or at the OpenID provider, then the code of whoever has set up an authenticator. One text
 * for an unknown person and a wrong password: the boundary does not tell them apart either.
 */
@Named
@ViewScoped
public class LoginPage implements Serializable {

    @Inject
    private SignIn signIn;

    @Inject
    private OidcSignIn oidc;

    @Inject
    private PasswordResets resets;

    @Inject
    private Texts texts;

    private String email;
    private String password;
    private String code;
    private String to;
    private String refusal;
    private FirstStep proven;
    private boolean byPassword;

    /** Whoever comes from the provider and has an authenticator only lacks the code. */
    @PostConstruct
    void begin() {
        proven = FirstSteps.take(request());
        byPassword = !oidc.isOnlyWay() || request().getParameter("password") != null;
    }

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
            proven = e.code().equals("totp") ? proven : null;
            refusal = switch (e.code()) {
                case "totp" -> texts.get("login.code.refused");
                case "oidc-taken", "oidc-other", "invitation" -> texts.get("oidc.refused." + e.code(), oidc.label());
                default -> texts.get("login.late");
            };
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
        return resets.isPossible() && !oidc.isOnlyWay();
    }

    /** What the OpenID provider is called; null for none. */
    public String getProvider() {
        return oidc.isOn() ? oidc.label() : null;
    }

    public String getProviderWords() {
        return texts.get("oidc.enter", oidc.label());
    }

    /** Whether the fields for a password are shown: where it is not for everybody, to whoever asks for them. */
    public boolean isByPassword() {
        return byPassword;
    }

    /** Whether the code of an authenticator comes after a sign-in at the provider. */
    public boolean isFromProvider() {
        return proven != null && proven.oidc() != null;
    }

    /** {@code ?to=…} for the way to the provider; empty where nothing was asked for. */
    public String getOnward() {
        var path = getTo();
        return path == null || path.isEmpty() ? "" : "?to=" + URLEncoder.encode(path, StandardCharsets.UTF_8);
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
