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
    "/audit",
    "/unclaimed",
    "/account",
    "/login",
    "/reset",
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

    private static final Map<String, String> PAGES = Map.of(
            "/",
            "/registry/devices.xhtml",
            "/devices",
            "/registry/devices.xhtml",
            "/audit",
            "/audit/audit.xhtml",
            "/unclaimed",
            "/registry/unclaimed.xhtml",
            "/reset",
            "/identity/reset.xhtml",
            "/account",
            "/identity/account.xhtml",
            LOGIN,
            LOGIN_PAGE);

    private static final Pattern DEVICE = Pattern.compile("/devices/([A-Za-z0-9][A-Za-z0-9._:-]{0,63})");

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        var path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        var page = PAGES.get(path);
        var device = DEVICE.matcher(path);
        if (device.matches()) {
            page = "/registry/device.xhtml?id=" + URLEncoder.encode(device.group(1), StandardCharsets.UTF_8);
        }
        if (page == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else {
            response.setHeader("Cache-Control", "no-store");
            request.getRequestDispatcher(page).forward(request, response);
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
