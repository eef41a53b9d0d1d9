package dev.muster.web.http;

import dev.muster.platform.Refusal;
import dev.muster.protocol.Json;
import dev.muster.protocol.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** Problem documents (RFC 9457) as the contract shapes them. */
public final class Problems {

    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad request"),
            Map.entry(401, "Not authenticated"),
            Map.entry(403, "Not allowed"),
            Map.entry(404, "Not found"),
            Map.entry(405, "Method not allowed"),
            Map.entry(406, "Not acceptable"),
            Map.entry(409, "Conflict"),
            Map.entry(412, "Changed meanwhile"),
            Map.entry(413, "Too large"),
            Map.entry(415, "Unsupported media type"),
            Map.entry(422, "Invalid"),
            Map.entry(429, "Too many requests"),
            Map.entry(503, "Not available"));

    private Problems() {}

    public static Problem of(Refusal refusal, String requestId) {
        var problem = of(refusal.status(), refusal.code(), refusal.getMessage(), requestId);
        return refusal.errors().isEmpty() ? problem : problem.withErrors(refusal.errors());
    }

    public static Problem of(int status, String code, String detail, String requestId) {
        return Problem.of(status, code, TITLES.getOrDefault(status, "Failed"), detail, requestId);
    }

    /** Writes a refusal as the whole answer. */
    public static void send(HttpServletRequest request, HttpServletResponse response, Refusal refusal)
            throws IOException {
        SecurityHeadersFilter.set(request, response);
        if (refusal.retryAfterSec() != null) {
            response.setHeader("Retry-After", String.valueOf(refusal.retryAfterSec()));
        }
        if (refusal.status() == 401) {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"muster\"");
        }
        var body = Json.writeBytes(of(refusal, RequestInfo.id(request)));
        response.setStatus(refusal.status());
        response.setContentType(Problem.MEDIA_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
