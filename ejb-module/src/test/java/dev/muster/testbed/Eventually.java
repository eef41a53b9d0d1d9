package dev.muster.testbed;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what comes true by itself. */
public final class Eventually {

    private static final long LOOK_MS = 20;

    private Eventually() {}

    /** @throws AssertionError where it does not come true within the patience */
    public static void holds(String what, Duration patience, BooleanSupplier fact) {
        var end = System.nanoTime() + patience.toNanos();
        while (!fact.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what + ": not within " + patience.toSeconds() + " s");
            }
            try {
                Thread.sleep(LOOK_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
