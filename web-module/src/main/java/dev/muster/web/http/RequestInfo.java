package dev.muster.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;

/** What every door needs of a request: an id for the log and problem documents, and where it came from. */
public final class RequestInfo {

    private static final String ID = RequestInfo.class.getName() + ".id";

    private RequestInfo() {}

    /** The request's id, made once; clients see it in problem documents and in {@code X-Request-Id}. */
    public static String id(HttpServletRequest request) {
        var id = (String) request.getAttribute(ID);
        if (id == null) {
            id = UUID.randomUUID().toString();
            request.setAttribute(ID, id);
        }
        return id;
    }

    /** The address of the peer. Forwarding headers are not believed: the server is told of a proxy by its listener. */
    public static String address(HttpServletRequest request) {
        return request.getRemoteAddr();
    }

    /** The path behind the context, with path parameters refused elsewhere. */
    public static String path(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    /** Whether the client is a program that reads problem documents, not a browser that shows pages. */
    public static boolean isApi(HttpServletRequest request) {
        var path = path(request);
        return path.startsWith("/api/")
                || path.startsWith("/ws/")
                || path.startsWith("/health")
                || path.startsWith("/.well-known/")
                || path.equals("/openapi")
                || path.equals("/metrics");
    }
}
