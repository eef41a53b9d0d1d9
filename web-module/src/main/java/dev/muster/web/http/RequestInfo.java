package dev.muster.web.http;

import dev.muster.protocol.crypto.ContentDigest;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** What every door needs of a request: an id for the log and problem documents, and where it came from. */
public final class RequestInfo {

    private static final String ID = RequestInfo.class.getName() + ".id";
    private static final String BODY = RequestInfo.class.getName() + ".body";

    /** What a proxy says of the request it passes on. */
    private static final List<String> FORWARDED = List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

    private static final Set<String> LOOPBACK_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private RequestInfo() {}

    /** The request's id, made once; clients see it in problem documents and in {@code X-Request-Id}. */
    public static String id(HttpServletRequest request) {
        var id = (String) request.getAttribute(ID);
        if (id == null) {
            var random = ThreadLocalRandom.current(); // no secret, and the secure one is one lock for all requests
            id = new UUID(random.nextLong(), random.nextLong()).toString();
            request.setAttribute(ID, id);
        }
        return id;
    }

    /** To be called by whoever reads a whole body: it is part of what makes two requests the same. */
    public static void bodyRead(HttpServletRequest request, byte[] body) {
        request.setAttribute(BODY, HexFormat.of().formatHex(ContentDigest.sha256(body)));
    }

    /** Hex SHA-256 of the body; null where none was read. */
    public static String bodyHash(HttpServletRequest request) {
        return (String) request.getAttribute(BODY);
    }

    /** The address of the peer. Forwarding headers are not believed: the server is told of a proxy by its listener. */
    public static String address(HttpServletRequest request) {
        return request.getRemoteAddr();
    }

    /**
     * Whether a program on this very machine asks: from loopback, to loopback, and not for somebody else. A proxy beside
     * the server also comes from loopback; it is to be configured not to pass such addresses on (docs/operations.md).
     */
    public static boolean isLocal(HttpServletRequest request) {
        return FORWARDED.stream().allMatch(header -> request.getHeader(header) == null)
                && isLoopback(request.getRemoteAddr())
                && LOOPBACK_HOSTS.contains(request.getServerName());
    }

    /** @param address a numeric address */
    public static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** The path behind the context, with path parameters refused elsewhere. */
    public static String path(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    /** Whether the body is said to be of that type, whatever its parameters. */
    public static boolean hasType(HttpServletRequest request, String type) {
        var said = request.getContentType();
        return said != null && said.split(";", 2)[0].strip().equalsIgnoreCase(type);
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
