package dev.muster.audit.entity;

import dev.muster.platform.Refusal;
import java.time.Instant;

/** Which entries: each filter may be null; newest first from {@code before} (an entry id) on. */
public record AuditQuery(
        String device, String actor, String action, Instant from, Instant to, Long before, int offset, int limit) {

    public static final int MAX_LIMIT = 500;

    public AuditQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Refusal.invalid("?limit", "limit is 1 to " + MAX_LIMIT);
        }
    }

    /** The same entries, going on before that id. */
    public AuditQuery before(long id) {
        return new AuditQuery(device, actor, action, from, to, id, 0, limit);
    }
}
