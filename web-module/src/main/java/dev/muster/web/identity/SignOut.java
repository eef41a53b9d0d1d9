package dev.muster.web.identity;

import dev.muster.identity.boundary.Sessions;
import dev.muster.platform.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Ends the session at once, in the database and in the browser. */
@Named
@RequestScoped
public class SignOut {

    @Inject
    private Sessions sessions;

    @Inject
    private CurrentCaller current;

    @Inject
    private ExternalContext external;

    public void leave() throws IOException {
        Caller caller = current.get();
        sessions.end(caller, caller.sessionId());
        var request = (HttpServletRequest) external.getRequest();
        SessionCookie.clear(request, (HttpServletResponse) external.getResponse());
        external.invalidateSession();
        external.redirect(external.getRequestContextPath() + "/login");
    }
}
