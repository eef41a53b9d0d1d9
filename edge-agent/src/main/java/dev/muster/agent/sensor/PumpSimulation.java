package dev.muster.agent.sensor;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** SIMULATED circulation pump: pressure, flow and bearing vibration. */
final class PumpSimulation implements Simulation {

    private final Signal signal;
    private final Incidents incidents;

    PumpSimulation(Signal signal) {
        this.signal = signal;
        this.incidents = new Incidents(
                signal,
                List.of(
                        new Incident(
                                "pump",
                                "WARN",
                                "PUMP-VIB-HIGH",
                                "bearing vibration above 4.5 mm/s",
                                Map.of("vibration_mm_s", 4.7)),
                        new Incident(
                                "pump",
                                "ERROR",
                                "PUMP-DRY-RUN",
                                "no flow while the motor runs",
                                Map.of("flow_lpm", 0.0, "pressure_bar", 0.4))));
    }

    @Override
    public Map<String, Object> sample(Instant at) {
        var values = new LinkedHashMap<String, Object>();
        var pressure = signal.wave("pressure", at, 3.4, 0.5);
        values.put("pressure_bar", Signal.round(pressure, 2));
        values.put(
                "flow_lpm", Signal.round(Math.max(0, 38 + 14 * (pressure - 3.4) + signal.wave("flow", at, 0, 2)), 1));
        values.put("vibration_mm_s", Signal.round(Math.max(0.2, signal.wave("vibration", at, 2.1, 0.9)), 2));
        return values;
    }

    @Override
    public Optional<Incident> incident(Instant at) {
        return incidents.at(at);
    }
}
