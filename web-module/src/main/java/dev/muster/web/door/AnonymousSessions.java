package dev.muster.web.door;

import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;

/**
 * The login page needs a Faces view and so a session for whoever asks. It lives shortly until somebody signs in: anyone
 * can ask, and sessions are memory.
 */
@WebListener
public class AnonymousSessions implements HttpSessionListener {

    private static final int ANONYMOUS_SEC = 300;
    private static final int SIGNED_IN_SEC = 3_600;

    @Override
    public void sessionCreated(HttpSessionEvent event) {
        event.getSession().setMaxInactiveInterval(ANONYMOUS_SEC);
    }

    /** To be called for a request of a signed-in person. */
    static void signedIn(HttpServletRequest request) {
        var session = request.getSession(false);
        if (session != null && session.getMaxInactiveInterval() == ANONYMOUS_SEC) {
            session.setMaxInactiveInterval(SIGNED_IN_SEC);
        }
    }
}
