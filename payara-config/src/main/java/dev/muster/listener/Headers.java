package dev.muster.listener;

import java.util.ArrayList;
import java.util.Map;
import org.glassfish.grizzly.http.HttpResponsePacket;

/** The security headers of an answer that is no page: nothing may load, nothing may frame, nothing is kept. */
final class Headers {

    private static final Map<String, String> REQUIRED = Map.of(
            "Content-Security-Policy",
                    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "same-origin",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()",
            "Cache-Control", "no-store");

    private Headers() {}

    /**
     * Sets them, and more, in an answer that is not written yet.
     *
     * @param more values by name
     */
    static void complete(HttpResponsePacket response, Map<String, String> more) {
        takeLateHeaders(response);
        REQUIRED.forEach(response::setHeader);
        if (response.getRequest().isSecure()) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        }
        more.forEach(response::setHeader);
    }

    /**
     * Once its content is there, Grizzly takes whatever is added to the headers for trailers, and drops those that must
     * not be one: Cache-Control, Retry-After, its own Date. Only clearing them ends that.
     */
    private static void takeLateHeaders(HttpResponsePacket response) {
        var headers = response.getHeaders();
        var lines = new ArrayList<Map.Entry<String, String>>();
        for (var i = 0; i < headers.size(); i++) {
            lines.add(Map.entry(headers.getName(i).toString(), String.valueOf(headers.getValue(i))));
        }
        headers.clear();
        lines.forEach(line -> headers.addValue(line.getKey()).setString(line.getValue()));
    }
}
