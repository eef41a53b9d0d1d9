package dev.muster.agent.link;

import java.util.logging.Logger;

/** Says that something does not work when that is new, and then less and less often. Only used on the loop. */
final class FailureLog {

    private final Logger log;
    private final String what;
    private String last;
    private int repeats;

    FailureLog(Logger log, String what) {
        this.log = log;
        this.what = what;
    }

    void failed(String why) {
        if (!why.equals(last)) {
            last = why;
            repeats = 0;
            log.warning(what + ": " + why);
            return;
        }
        repeats++;
        if (Integer.bitCount(repeats) == 1 && repeats > 2) {
            log.warning(what + ": " + why + " (" + (repeats + 1) + " times)");
        }
    }

    /** Whether it did not, before. */
    boolean worked() {
        var failedBefore = last != null;
        last = null;
        repeats = 0;
        return failedBefore;
    }
}
