package dev.muster.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;

/**
 * Why a verb did not do what it was asked: one sentence that says what to do next, a stable code for scripts, and the
 * exit code. What the server refused keeps its HTTP status, code and request id (protocol section 9).
 */
final class Failure extends RuntimeException {
    static final int FAILED = 1;
    static final int USAGE = 2;

    private final int exit;
    private final String code;
    private final int status;
    private final String requestId;

    private Failure(int exit, String code, String sentence, int status, String requestId) {
        super(sentence);
        this.exit = exit;
        this.code = code;
        this.status = status;
        this.requestId = requestId;
    }

    static Failure usage(String sentence) {
        return new Failure(USAGE, "usage", sentence, 0, null);
    }

    static Failure failed(String code, String sentence) {
        return new Failure(FAILED, code, sentence, 0, null);
    }

    static Failure refused(int status, String code, String sentence, String requestId) {
        return new Failure(FAILED, code, sentence, status, requestId);
    }

    int exit() {
        return exit;
    }

    String code() {
        return code;
    }

    /** HTTP status of the server's refusal, 0 when the failure is ours. */
    int status() {
        return status;
    }

    /** {@code {"success":false,"code":…,"detail":…,"status"?:…,"requestId"?:…}}, the shape of the server's problems. */
    ObjectNode json() {
        var json = Json.mapper().createObjectNode();
        json.put("success", false).put("code", code).put("detail", getMessage());
        if (status > 0) {
            json.put("status", status);
        }
        if (requestId != null) {
            json.put("requestId", requestId);
        }
        return json;
    }

    /** For people: the sentence, with the request id where the server gave one, for whoever reads its log. */
    String sentence() {
        return SafeText.line(getMessage()) + (requestId == null ? "" : " (request " + SafeText.line(requestId) + ")");
    }
}
