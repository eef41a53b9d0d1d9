package dev.muster.agent.sensor;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** SIMULATED walk-in freezer: temperature and a door that is opened now and then. */
final class FreezerSimulation implements Simulation {

    private static final long DOOR_SPAN_SEC = 20;

    private final Signal signal;
    private final Incidents incidents;

    FreezerSimulation(Signal signal) {
        this.signal = signal;
        this.incidents = new Incidents(
                signal,
                List.of(
                        new Incident(
                                "door", "WARN", "DOOR-OPEN-LONG", "door open for more than 20 s", Map.of("open_s", 23)),
                        new Incident(
                                "compressor",
                                "ERROR",
                                "COMPRESSOR-RESTART",
                                "compressor restarted twice",
                                Map.of("restarts", 2))));
    }

    @Override
    public Map<String, Object> sample(Instant at) {
        var open = signal.fraction("door", at.getEpochSecond() / DOOR_SPAN_SEC) < 0.12;
        var values = new LinkedHashMap<String, Object>();
        values.put("temperature", Signal.round(signal.wave("temperature", at, open ? -17.2 : -18.4, 0.8), 1));
        values.put("door", open ? "open" : "closed");
        return values;
    }

    @Override
    public Optional<Incident> incident(Instant at) {
        return incidents.at(at);
    }
}
