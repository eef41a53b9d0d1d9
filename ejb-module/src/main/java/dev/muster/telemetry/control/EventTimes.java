package dev.muster.telemetry.control;

import java.time.Duration;
import java.time.Instant;

/** Device clocks are wrong at times: a time from the future, or none, becomes the time of receipt. */
public final class EventTimes {

    /** How far ahead of the server a device's clock may run before its times are not believed. */
    public static final Duration AHEAD = Duration.ofMinutes(5);

    /** Older than this is a device that does not know the date. */
    public static final Duration BEHIND = Duration.ofDays(366);

    private EventTimes() {}

    public static Instant plausible(Instant ts, Instant now) {
        return ts == null || ts.isAfter(now.plus(AHEAD)) || ts.isBefore(now.minus(BEHIND)) ? now : ts;
    }
}
