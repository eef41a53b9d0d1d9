package dev.muster.protocol;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Reconnect delays: exponential from 1 s to a cap of 30 s with full jitter (section 6). Not thread-safe. */
public final class Backoff {

    private static final long FIRST_MS = 1_000;
    private static final long CAP_MS = 30_000;

    private final RandomGenerator random;
    private int failures;

    public Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The next delay: uniform between 0 and the current ceiling. */
    public Duration next() {
        var ceiling = Math.min(CAP_MS, FIRST_MS << Math.min(failures, 10));
        failures++;
        return Duration.ofMillis(random.nextLong(ceiling + 1));
    }

    /** To be called once a connection has proved itself. */
    public void reset() {
        failures = 0;
    }
}
