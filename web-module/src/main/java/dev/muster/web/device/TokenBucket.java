package dev.muster.web.device;

import java.util.function.LongSupplier;

/** So many a second, and a burst of so many at once; thread-safe. A fresh one is full. */
final class TokenBucket {

    private final int perSecond;
    private final int burst;
    private final LongSupplier nanos;
    private double tokens;
    private long at;

    TokenBucket(int perSecond, int burst) {
        this(perSecond, burst, System::nanoTime);
    }

    TokenBucket(int perSecond, int burst, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanos = nanos;
        this.tokens = burst;
        this.at = nanos.getAsLong();
    }

    /** False where it is too much. */
    synchronized boolean take() {
        var now = nanos.getAsLong();
        tokens = Math.min(burst, tokens + (now - at) / 1e9 * perSecond);
        at = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    /** What was taken came to nothing. */
    synchronized void giveBack() {
        tokens = Math.min(burst, tokens + 1);
    }
}
