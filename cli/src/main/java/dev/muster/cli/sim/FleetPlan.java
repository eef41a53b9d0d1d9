package dev.muster.cli.sim;

import java.time.Duration;
import java.util.Random;

/**
 * What a simulated fleet does.
 *
 * @param kind how its devices reach the server
 * @param interval from one word of a device to its next; zero is as fast as it is answered
 * @param connections of devices that check in: each is kept open and serves its share of them
 * @param readings in one check-in
 * @param batch readings in one message of a socket; 0 for sockets that say nothing
 * @param points values in one reading of a socket
 * @param window messages of one socket that may wait for their acknowledgement
 * @param loss how often, from 0 to 1, an answer is not waited for: the connection is cut instead
 */
public record FleetPlan(
        Kind kind,
        int devices,
        long seed,
        Duration interval,
        Profile profile,
        int connections,
        int readings,
        int batch,
        int points,
        int window,
        double loss) {

    /** Small boards check in over HTTP; edge boxes hold a socket open. */
    public enum Kind {
        MCU,
        EDGE
    }

    /** Steady devices are spread over the interval; a storm comes all at once; flaky ones lose answers. */
    public enum Profile {
        STEADY,
        STORM,
        FLAKY
    }

    boolean speaks() {
        return batch > 0;
    }

    long intervalNanos() {
        return interval.toNanos();
    }

    /** When in its interval a device speaks first. */
    long phaseNanos(Random random) {
        return profile == Profile.STORM || interval.isZero() ? 0 : (long) (random.nextDouble() * interval.toNanos());
    }

    boolean losesAnswer(Random random) {
        return loss > 0 && random.nextDouble() < loss;
    }
}
