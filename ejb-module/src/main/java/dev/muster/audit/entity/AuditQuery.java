package dev.muster.audit.entity;

import dev.muster.platform.Refusal;
import java.time.Instant;

/**
 * Which entries: each filter may be null; newest first from {@code before} (an entry id) on.
 *
 * @param of whose audit
 */
public record AuditQuery(
        Of of,
        String device,
        String actor,
        String action,
        Instant from,
        Instant to,
        Long before,
        int offset,
        int limit) {

    /** An audit to look into. */
    public enum Of {
        /** What concerns the caller's org. */
        ORG,
        /** What concerns no org: the unclaimed pool, the installation's keys, people without an org, unknown sign-ins. */
        PLATFORM;

        /**
         * By the name of a request's parameter; nothing is the org's.
         *
         * @throws Refusal 422 for another
         */
        public static Of parse(String scope) {
            return switch (scope == null ? "org" : scope) {
                case "org" -> ORG;
                case "platform" -> PLATFORM;
                default -> throw Refusal.invalid("?scope", "scope is org or platform");
            };
        }
    }

    public static final int MAX_LIMIT = 500;

    public AuditQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Refusal.invalid("?limit", "limit is 1 to " + MAX_LIMIT);
        }
    }

    /** Of the caller's org. */
    public AuditQuery(
            String device, String actor, String action, Instant from, Instant to, Long before, int offset, int limit) {
        this(Of.ORG, device, actor, action, from, to, before, offset, limit);
    }

    /** The same entries, going on before that id. */
    public AuditQuery before(long id) {
        return new AuditQuery(of, device, actor, action, from, to, id, 0, limit);
    }
}
