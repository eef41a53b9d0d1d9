package dev.muster.cli.tenancy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request before somebody sends it.
 *
 * @param target path with its query
 * @param body null for none
 */
record Call(String method, String target, Map<String, String> headers, String body) {

    Call {
        headers = Map.copyOf(headers);
    }

    static Call get(String target) {
        return new Call("GET", target, Map.of(), null);
    }

    static Call json(String method, String target, Object body) {
        return new Call(
                method,
                target,
                Map.of("Content-Type", "application/json"),
                dev.muster.protocol.Json.tree(body).toString());
    }

    Call with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Call(method, target, more, body);
    }

    /** As part of a path or query. */
    static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return method + " " + target + (body == null ? "" : " " + body);
    }
}
