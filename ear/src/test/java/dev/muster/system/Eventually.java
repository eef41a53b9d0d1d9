package dev.muster.system;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what has to come true by itself, looking often and failing with what was seen last. */
final class Eventually {

    private static final long LOOK_MS = 50;

    private Eventually() {}

    static boolean within(Duration patience, BooleanSupplier condition) {
        var end = System.nanoTime() + patience.toNanos();
        do {
            if (condition.getAsBoolean()) {
                return true;
            }
            pause(LOOK_MS);
        } while (System.nanoTime() < end);
        return false;
    }

    /** The first value that fits. */
    static <T> T value(String what, Duration patience, Supplier<T> source, Predicate<T> fits) {
        var end = System.nanoTime() + patience.toNanos();
        while (true) {
            var seen = source.get();
            if (fits.test(seen)) {
                return seen;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError(what + " did not come within " + patience.toMillis() + " ms; last: " + seen);
            }
            pause(LOOK_MS);
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
