package dev.muster.agent.link;

import java.time.Clock;
import java.time.Instant;

/** This machine's clock, put right by what the server said in an answer it signed. Only used on the loop. */
final class ServerClock {

    private final Clock own;
    private volatile long offsetSec;

    ServerClock(Clock own) {
        this.own = own;
    }

    long unixSeconds() {
        return own.instant().getEpochSecond() + offsetSec;
    }

    Instant now() {
        return own.instant().plusSeconds(offsetSec);
    }

    /** Small differences are the way's, not the clock's. */
    void heard(long serverUnixSeconds) {
        var difference = serverUnixSeconds - own.instant().getEpochSecond();
        offsetSec = Math.abs(difference) < 5 ? 0 : difference;
    }
}
