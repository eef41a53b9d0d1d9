package dev.muster.agent.sensor;

import dev.muster.agent.sensor.Simulation.Incident;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** When simulated troubles happen: in about every eighth half minute, once each. */
final class Incidents {

    private static final long SPAN_SEC = 30;
    private static final double SHARE = 1 / 8.0;

    private final Signal signal;
    private final List<Incident> kinds;
    private long last = -1;

    Incidents(Signal signal, List<Incident> kinds) {
        this.signal = signal;
        this.kinds = kinds;
    }

    Optional<Incident> at(Instant at) {
        var span = at.getEpochSecond() / SPAN_SEC;
        if (span == last) {
            return Optional.empty();
        }
        last = span;
        if (signal.fraction("incident", span) >= SHARE) {
            return Optional.empty();
        }
        return Optional.of(kinds.get((int) (signal.fraction("incident kind", span) * kinds.size())));
    }
}
