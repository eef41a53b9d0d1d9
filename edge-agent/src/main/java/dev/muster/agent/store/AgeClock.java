package dev.muster.agent.store;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How old what waits is, in milliseconds of the agent's own running time. The time of day has no part in it: a clock
 * that jumps, forward or back, makes nothing older or younger. Time in which the agent does not run does not count.
 *
 * <p>It goes on, after a restart, from the youngest row of the queue, and so needs no file of its own.
 */
public final class AgeClock {

    private static final List<String> YOUNGEST =
            List.of("SELECT max(at) FROM event", "SELECT max(at) FROM held", "SELECT max(received_at) FROM command");

    private final LongSupplier nanos;
    private final long startedAt;
    private final long base;

    /** @param nanos grows steadily, as {@link System#nanoTime} does */
    public AgeClock(QueueDb db, LongSupplier nanos) {
        this.nanos = nanos;
        this.startedAt = nanos.getAsLong();
        this.base = db.call(c -> {
            var youngest = 0L;
            try (var statement = c.createStatement()) {
                for (var select : YOUNGEST) {
                    try (var row = statement.executeQuery(select)) {
                        youngest = Math.max(youngest, row.next() ? row.getLong(1) : 0);
                    }
                }
            }
            return youngest;
        });
    }

    long millis() {
        return base + Duration.ofNanos(nanos.getAsLong() - startedAt).toMillis();
    }

    /** What was kept before this moment is older than {@code age}. */
    long before(Duration age) {
        return millis() - age.toMillis();
    }
}
