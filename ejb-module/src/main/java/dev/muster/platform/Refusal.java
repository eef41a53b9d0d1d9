package dev.muster.platform;

import dev.muster.protocol.Problem;
import jakarta.ejb.ApplicationException;
import java.util.List;

/**
 * A request that is refused, with what a problem document needs. Rolls the transaction back. {@code code} is part of
 * the contract; {@code detail} says what, where and what to do.
 */
@ApplicationException(rollback = true)
public class Refusal extends RuntimeException {

    private final int status;
    private final String code;
    private final List<Problem.FieldError> errors;
    private final Integer retryAfterSec;

    private Refusal(int status, String code, String detail, List<Problem.FieldError> errors, Integer retryAfterSec) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.errors = List.copyOf(errors);
        this.retryAfterSec = retryAfterSec;
    }

    public static Refusal of(int status, String code, String detail) {
        return new Refusal(status, code, detail, List.of(), null);
    }

    /** Absent, or not to be seen by this caller: both look the same. */
    public static Refusal notFound(String what) {
        return of(404, "not-found", "there is no such " + what);
    }

    public static Refusal forbidden(String detail) {
        return of(403, "forbidden", detail);
    }

    public static Refusal conflict(String code, String detail) {
        return of(409, code, detail);
    }

    /** Refuses a change of something that has changed since the client looked; {@code expected} null: it did not say. */
    public static void unlessVersion(String what, int version, Integer expected) {
        if (expected != null && expected != version) {
            throw of(412, "version", "the " + what + " is at version " + version + ": load it again, then change it");
        }
    }

    /** One wrong member; {@code pointer} is an RFC 6901 JSON pointer, or {@code ?name} for a query parameter. */
    public static Refusal invalid(String pointer, String detail) {
        return new Refusal(
                422,
                "invalid",
                "the request has a wrong member: " + detail,
                List.of(new Problem.FieldError(pointer, detail)),
                null);
    }

    /** Many wrong members. */
    public static Refusal invalid(List<Problem.FieldError> errors) {
        return new Refusal(422, "invalid", errors.size() + " mistakes; nothing is changed", errors, null);
    }

    public static Refusal tooMany(String code, String detail, int retryAfterSec) {
        return new Refusal(429, code, detail, List.of(), retryAfterSec);
    }

    public static Refusal unavailable(String code, String detail, int retryAfterSec) {
        return new Refusal(503, code, detail, List.of(), retryAfterSec);
    }

    /** The same refusal, saying which of several things it is about. */
    public Refusal about(String what) {
        return new Refusal(status, code, what + ": " + getMessage(), errors, retryAfterSec);
    }

    /** The same, and when to ask again. */
    public Refusal retryAfter(int seconds) {
        return new Refusal(status, code, getMessage(), errors, seconds);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public List<Problem.FieldError> errors() {
        return errors;
    }

    /** Seconds for {@code Retry-After}; null where waiting does not help. */
    public Integer retryAfterSec() {
        return retryAfterSec;
    }
}
