package dev.muster.web.identity;

import dev.muster.platform.Caller;
import dev.muster.platform.Refusal;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;

/** The signed-in person of this request, for resources and pages ({@code #{caller}}). */
@Named("caller")
@RequestScoped
public class CurrentCaller {

    @Inject
    private HttpServletRequest request;

    /** @throws Refusal 401 where nobody is signed in */
    public Caller get() {
        return CallerMechanism.caller(request)
                .orElseThrow(() -> Refusal.of(401, "unauthenticated", "sign in, or send a valid token"));
    }

    public String getName() {
        return get().name();
    }

    public String getEmail() {
        return get().email();
    }

    public String getOrgName() {
        return get().orgName();
    }

    public String getRole() {
        return get().role() == null ? "MEMBER" : get().role().name();
    }

    public boolean isSignedIn() {
        return CallerMechanism.caller(request).isPresent();
    }
}
