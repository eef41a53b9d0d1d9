package dev.muster.web.identity;

import dev.muster.identity.boundary.Sessions;
import dev.muster.platform.Refusal;
import dev.muster.web.http.RequestInfo;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Where the org switch of the portal leads: {@code POST /org} with {@code slug}; without one back to the person's first
 * org. The platform operator enters any org this way, which that org's audit says.
 */
@WebServlet("/org")
public class OrgSwitch extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private transient Sessions sessions;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var slug = request.getParameter("slug");
        if (slug != null && !(OrgCookie.isSlug(slug) && mayAct(request, slug))) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        OrgCookie.set(request, response, slug);
        response.sendRedirect(request.getContextPath() + "/");
    }

    private boolean mayAct(HttpServletRequest request, String slug) {
        try {
            return SessionCookie.read(request)
                    .flatMap(credential ->
                            sessions.byCookie(credential, slug, RequestInfo.address(request), RequestInfo.id(request)))
                    .isPresent();
        } catch (Refusal e) {
            return false;
        }
    }
}
