package dev.muster.agent.sensor;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** SIMULATED stamping press: strokes counted up and the force of the last one. */
final class PressSimulation implements Simulation {

    /** Strokes are counted from here, so that the counter goes on over restarts. */
    private static final Instant BUILT = Instant.parse("2026-01-05T06:00:00Z");

    private final Signal signal;
    private final Incidents incidents;
    private final double secondsPerStroke;

    PressSimulation(Signal signal) {
        this.signal = signal;
        this.secondsPerStroke = 1.8 + signal.fraction("pace", 0);
        this.incidents = new Incidents(
                signal,
                List.of(
                        new Incident(
                                "press",
                                "WARN",
                                "FORCE-DRIFT",
                                "force drifts from its set point",
                                Map.of("drift_kn", 9.2)),
                        new Incident(
                                "guard",
                                "ERROR",
                                "LIGHT-CURTAIN",
                                "light curtain broken during a stroke",
                                Map.of("stroke_deg", 117))));
    }

    @Override
    public Map<String, Object> sample(Instant at) {
        var values = new LinkedHashMap<String, Object>();
        values.put("cycles", (long) ((at.toEpochMilli() - BUILT.toEpochMilli()) / 1000.0 / secondsPerStroke));
        values.put("force_kn", Signal.round(signal.wave("force", at, 412, 14), 1));
        return values;
    }

    @Override
    public Optional<Incident> incident(Instant at) {
        return incidents.at(at);
    }
}
