package dev.muster.agent.link;

import java.time.Duration;

/**
 * How fast a backlog may leave: half of what a server takes unless told otherwise (section 6), so that a device that
 * comes back after a week does not have itself thrown out. Where a server takes less, it gets less. Only used on the
 * loop.
 */
final class Pace {

    /** Messages a second, over a longer time. */
    static final int MESSAGES_PER_SECOND = 100;

    /** Messages in one go after a pause. */
    static final int BURST = 200;

    /** After so many messages that were not too much, twice as many are tried again. */
    private static final int PROOF = 1_000;

    private static final long FASTEST = Duration.ofSeconds(1).toNanos() / MESSAGES_PER_SECOND;
    private static final long SLOWEST = Duration.ofSeconds(1).toNanos();

    private long each = FASTEST;
    private long spentUntil;
    private int sinceTooMuch;

    Pace(long now) {
        spentUntil = now - BURST * each;
    }

    /** Counts a message and returns 0, or how long the next has to wait, in nanoseconds. */
    long take(long now) {
        var spent = Math.max(spentUntil - now, -BURST * each);
        if (spent > -each) {
            return spent + each;
        }
        spentUntil = now + spent + each;
        sinceTooMuch++;
        if (sinceTooMuch == PROOF) {
            sinceTooMuch = 0;
            each = Math.max(FASTEST, each / 2);
        }
        return 0;
    }

    /** The server has said that it was too much: from here half as fast, and no burst. */
    void tooMuch(long now) {
        each = Math.min(SLOWEST, each * 2);
        spentUntil = now;
        sinceTooMuch = 0;
    }
}
