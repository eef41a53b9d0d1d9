package dev.muster.registry.entity;

import dev.muster.platform.Refusal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The life of a device. Disabled devices are refused at the door, nothing is written, and all comes back on restore. */
public enum DeviceState {
    UNCLAIMED,
    ACTIVE,
    DISABLED,
    EJECTED,
    RETIRED;

    private static final Map<DeviceState, Set<DeviceState>> MOVES = Map.of(
            UNCLAIMED, Set.of(ACTIVE, RETIRED),
            ACTIVE, Set.of(DISABLED, EJECTED, RETIRED),
            DISABLED, Set.of(ACTIVE, EJECTED, RETIRED),
            EJECTED, Set.of(UNCLAIMED, ACTIVE, RETIRED),
            RETIRED, Set.of());

    public boolean mayBecome(DeviceState next) {
        return MOVES.get(this).contains(next);
    }

    public Set<DeviceState> next() {
        return MOVES.get(this);
    }

    /** Whether its doors are open: what a device in any other state brings is refused and written nowhere. */
    public boolean mayTalk() {
        return this == UNCLAIMED || this == ACTIVE;
    }

    /** What a device that may not talk is told, once its proof has held: 403 with the state in the code. */
    public Refusal refusal() {
        return Refusal.of(
                403,
                "device-" + word(),
                "this device is " + word() + "; nothing was stored"
                        + (this == DISABLED ? "; an operator can restore it" : ""));
    }

    /** The state as it stands in the database and in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<DeviceState> of(String word) {
        return Stream.of(values()).filter(state -> state.word().equals(word)).findFirst();
    }
}
