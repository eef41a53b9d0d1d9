package dev.muster.agent.sensor;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The kinds of simulated machines by name. A new one is one new file and one entry here. */
public final class Simulations {

    private static final Map<String, Function<Signal, Simulation>> KINDS = Map.of(
            "pump", PumpSimulation::new,
            "freezer", FreezerSimulation::new,
            "press", PressSimulation::new,
            "gateway", GatewaySimulation::new);

    private Simulations() {}

    /** The machine of that kind; the device id is its seed. Empty for a kind without a simulation. */
    public static Optional<Simulation> of(String kind, String deviceId) {
        return Optional.ofNullable(KINDS.get(kind)).map(made -> made.apply(new Signal(deviceId)));
    }
}
