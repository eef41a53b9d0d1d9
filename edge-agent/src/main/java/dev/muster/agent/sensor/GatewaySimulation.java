package dev.muster.agent.sensor;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** SIMULATED wireless gateway: clients in reach and signal strength. */
final class GatewaySimulation implements Simulation {

    private final Signal signal;
    private final Incidents incidents;

    GatewaySimulation(Signal signal) {
        this.signal = signal;
        this.incidents = new Incidents(
                signal,
                List.of(
                        new Incident(
                                "radio",
                                "WARN",
                                "CHANNEL-BUSY",
                                "channel utilisation above 80 %",
                                Map.of("channel", 6)),
                        new Incident(
                                "radio",
                                "ERROR",
                                "RADIO-RESET",
                                "radio was reset by its watchdog",
                                Map.of("resets", 1))));
    }

    @Override
    public Map<String, Object> sample(Instant at) {
        var values = new LinkedHashMap<String, Object>();
        values.put("clients", Math.max(0, Math.round(signal.wave("clients", at, 14, 8))));
        values.put("rssi_dbm", Math.round(signal.wave("rssi", at, -61, 9)));
        values.put("uplink_kbps", Signal.round(Math.max(0, signal.wave("uplink", at, 860, 420)), 0));
        return values;
    }

    @Override
    public Optional<Incident> incident(Instant at) {
        return incidents.at(at);
    }
}
