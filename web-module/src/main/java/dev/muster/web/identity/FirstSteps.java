package dev.muster.web.identity;

import dev.muster.identity.entity.FirstStep;
import jakarta.servlet.http.HttpServletRequest;

/** A first step that was right, on its way from the provider's answer to the login page, which asks for the code. */
final class FirstSteps {

    private static final String KEPT = FirstStep.class.getName();

    private FirstSteps() {}

    static void keep(HttpServletRequest request, FirstStep step) {
        request.getSession(true);
        request.changeSessionId();
        request.getSession().setAttribute(KEPT, step);
    }

    /** Null for none. It is gone by this. */
    static FirstStep take(HttpServletRequest request) {
        var session = request.getSession(false);
        if (session == null || !(session.getAttribute(KEPT) instanceof FirstStep step)) {
            return null;
        }
        session.removeAttribute(KEPT);
        return step;
    }
}
