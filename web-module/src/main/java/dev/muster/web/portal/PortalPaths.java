package dev.muster.web.portal;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses people see, each led to its page: {@code /devices/pump-7} is {@code registry/device.xhtml}. A servlet
 * and not a filter: where a folder has the name of an address ({@code /audit}), Payara redirects to the folder before
 * any filter runs, unless a servlet is mapped to that address. The folders themselves are mapped for that reason only:
 * there is nothing at their addresses, and the answer that says so carries the security headers.
 */
@WebServlet({
    "",
    "/devices",
    "/devices/*",
    "/fleets",
    "/fleets/*",
    "/groups",
    "/groups/*",
    "/sites",
    "/import",
    "/people",
    "/keys",
    "/audit",
    "/retention",
    "/unclaimed",
    "/unclaimed/*",
    "/former",
    "/former/*",
    "/account",
    "/orgs",
    "/accounts",
    "/login",
    "/reset",
    "/invitation",
    "/assets",
    "/assets/css",
    "/assets/js",
    "/identity",
    "/portal",
    "/registry",
    "/WEB-INF/*",
    "/META-INF/*"
})
public class PortalPaths extends HttpServlet {

    static final String LOGIN = "/login";
    static final String LOGIN_PAGE = "/identity/login.xhtml";

    private static final Map<String, String> PAGES = Map.ofEntries(
            Map.entry("/", "/registry/overview.xhtml"),
            Map.entry("/devices", "/registry/devices.xhtml"),
            Map.entry("/fleets", "/registry/fleets.xhtml"),
            Map.entry("/groups", "/registry/groups.xhtml"),
            Map.entry("/sites", "/registry/sites.xhtml"),
            Map.entry("/import", "/registry/import.xhtml"),
            Map.entry("/people", "/identity/people.xhtml"),
            Map.entry("/keys", "/registry/keys.xhtml"),
            Map.entry("/audit", "/audit/audit.xhtml"),
            Map.entry("/retention", "/retention/retention.xhtml"),
            Map.entry("/unclaimed", "/registry/unclaimed.xhtml"),
            Map.entry("/former", "/registry/former.xhtml"),
            Map.entry("/orgs", "/identity/orgs.xhtml"),
            Map.entry("/accounts", "/identity/accounts.xhtml"),
            Map.entry("/account", "/identity/account.xhtml"),
            Map.entry(LOGIN, LOGIN_PAGE),
            Map.entry("/reset", "/identity/reset.xhtml"),
            Map.entry("/invitation", "/identity/invitation.xhtml"));

    private static final String DEVICE = "([A-Za-z0-9][A-Za-z0-9._:-]{0,63})";

    /** Addresses that name one thing; its name is the page's parameter {@code id}. */
    private static final Map<Pattern, String> THINGS = Map.of(
            Pattern.compile("/devices/" + DEVICE), "/registry/device.xhtml",
            Pattern.compile("/unclaimed/" + DEVICE), "/registry/pooled.xhtml",
            Pattern.compile("/former/" + DEVICE), "/registry/formerdevice.xhtml",
            Pattern.compile("/fleets/([a-z0-9-]{1,63})"), "/registry/fleet.xhtml",
            Pattern.compile("/groups/([a-z0-9-]{1,63})"), "/registry/group.xhtml");

    /** Whether a page of this portal stands at a path, so that a login may lead there. */
    public static boolean isPage(String path) {
        return page(path).isPresent();
    }

    private static Optional<String> page(String path) {
        return Optional.ofNullable(PAGES.get(path))
                .or(() -> THINGS.entrySet().stream()
                        .map(thing -> page(thing.getKey().matcher(path), thing.getValue()))
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    private static Optional<String> page(Matcher thing, String page) {
        return thing.matches()
                ? Optional.of(page + "?id=" + URLEncoder.encode(thing.group(1), StandardCharsets.UTF_8))
                : Optional.empty();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        var path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        var page = page(path);
        if (page.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (path.equals("/") && request.getParameter("q") != null) {
            // a link from when the device list stood here
            response.sendRedirect(request.getContextPath() + "/devices?" + request.getQueryString());
        } else {
            response.setHeader("Cache-Control", "no-store");
            request.getRequestDispatcher(page.get()).forward(request, response);
        }
    }

    /** The login form; all other forms are sent to the page itself, out of sight. */
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getServletPath().equals(LOGIN)) {
            request.getRequestDispatcher(LOGIN_PAGE).forward(request, response);
        } else {
            super.doPost(request, response);
        }
    }
}
