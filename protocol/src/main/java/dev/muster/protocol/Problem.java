package dev.muster.protocol;

import java.util.List;

/** A refusal, RFC 9457, with Muster's extension members (section 9). {@code code} is stable, {@code detail} is not. */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        boolean success,
        String code,
        String requestId,
        List<FieldError> errors) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** One wrong member of a request; {@code pointer} is an RFC 6901 JSON pointer. */
    public record FieldError(String pointer, String detail) {}

    public static Problem of(int status, String code, String title, String detail, String requestId) {
        return new Problem("urn:muster:problem:" + code, title, status, detail, false, code, requestId, null);
    }

    public Problem withErrors(List<FieldError> wrong) {
        return new Problem(type, title, status, detail, success, code, requestId, List.copyOf(wrong));
    }
}
