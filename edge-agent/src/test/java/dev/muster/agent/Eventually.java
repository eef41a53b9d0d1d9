package dev.muster.agent;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for something that happens on another thread, and fails where it does not. */
final class Eventually {

    private static final Duration PATIENCE = Duration.ofMillis(Integer.getInteger("muster.test.patience.ms", 10_000));

    private Eventually() {}

    static void await(String what, BooleanSupplier condition) {
        await(what, PATIENCE, condition);
    }

    static void await(String what, Duration atMost, BooleanSupplier condition) {
        var end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not happen within " + atMost.toMillis() + " ms: " + what);
            }
            pause(5);
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
