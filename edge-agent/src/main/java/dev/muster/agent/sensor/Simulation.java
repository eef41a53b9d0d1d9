package dev.muster.agent.sensor;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * SIMULATED sensors, for demonstrations: nothing here is measured. Values are a function of seed and time alone, so one
 * id always shows the same machine.
 */
public interface Simulation {

    Map<String, Object> sample(Instant at);

    /** Something that goes wrong at about that time, once. */
    Optional<Incident> incident(Instant at);

    /** A simulated trouble for the device's error log; its source says so, or it would be taken for a fault. */
    record Incident(String source, String severity, String code, String message, Map<String, Object> context) {
        public Incident {
            source = "simulated " + source;
        }
    }
}
