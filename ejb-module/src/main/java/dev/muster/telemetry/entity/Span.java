package dev.muster.telemetry.entity;

import dev.muster.platform.Refusal;
import java.time.Instant;

/** Entries between two times (either may be null), newest first, at most {@code limit}. */
public record Span(Instant from, Instant to, int limit) {

    public static final int MAX_LIMIT = 500;

    public Span {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Refusal.invalid("?limit", "limit is 1 to " + MAX_LIMIT);
        }
    }
}
