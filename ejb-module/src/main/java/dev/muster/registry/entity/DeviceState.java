package dev.muster.registry.entity;

import dev.muster.platform.Refusal;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The life of a device; the page docs/device-life.md is made from it. {@code unclaimed} belongs to no org: the
 * platform-wide pool. {@code ejected} has left service but not its org: it waits for the next one, or, where it has just
 * come, for somebody to accept it. Disabled devices are refused at the door, nothing is written, and all comes back on
 * restore. Nothing leads back from {@code retired}.
 */
public enum DeviceState {
    UNCLAIMED,
    ACTIVE,
    DISABLED,
    EJECTED,
    RETIRED;

    private static final Map<DeviceState, Set<DeviceState>> MOVES = Map.of(
            UNCLAIMED, EnumSet.of(RETIRED),
            ACTIVE, EnumSet.of(DISABLED, EJECTED, RETIRED),
            DISABLED, EnumSet.of(ACTIVE, EJECTED, RETIRED),
            EJECTED, EnumSet.of(ACTIVE, UNCLAIMED, RETIRED),
            RETIRED, EnumSet.noneOf(DeviceState.class));

    private static final Map<DeviceState, Set<DeviceState>> TRANSFERS = Map.of(
            UNCLAIMED, EnumSet.of(ACTIVE, EJECTED),
            ACTIVE, EnumSet.of(ACTIVE, EJECTED),
            DISABLED, EnumSet.of(DISABLED, EJECTED),
            EJECTED, EnumSet.of(ACTIVE, EJECTED),
            RETIRED, EnumSet.noneOf(DeviceState.class));

    /** Where it may go without another org; {@code UNCLAIMED} gives it back to the pool. */
    public Set<DeviceState> next() {
        return MOVES.get(this);
    }

    public boolean mayBecome(DeviceState next) {
        return next().contains(next);
    }

    /** As what it may arrive in another org. */
    public Set<DeviceState> nextElsewhere() {
        return TRANSFERS.get(this);
    }

    /** As what it arrives in another org where nothing else is asked for. */
    public DeviceState elsewhere() {
        return this == UNCLAIMED || this == EJECTED ? ACTIVE : this;
    }

    /** @throws Refusal 409 {@code move}, naming where it may go */
    public void requireMay(DeviceState next, boolean elsewhere) {
        var allowed = elsewhere ? nextElsewhere() : next();
        if (!allowed.contains(next)) {
            throw Refusal.conflict(
                    "move",
                    "a device that is " + word() + (elsewhere ? " cannot come to another org as " : " cannot become ")
                            + next.word() + "; here it may become " + words(next()) + ", in another org "
                            + words(nextElsewhere()));
        }
    }

    /** Whether its doors are open: what a device in any other state brings is refused and written nowhere. */
    public boolean mayTalk() {
        return this == UNCLAIMED || this == ACTIVE;
    }

    /** Whether a command for it can come to anything: an ejected or retired device is handed none. */
    public boolean takesCommands() {
        return this != EJECTED && this != RETIRED;
    }

    /** Whether the org has no device after it: nothing leads back that the org could do itself. */
    public boolean endsOwnership() {
        return this == UNCLAIMED || this == RETIRED;
    }

    /** What a device that may not talk is told, once its proof has held: 403 with the state in the code. */
    public Refusal refusal() {
        return Refusal.of(
                403,
                "device-" + word(),
                "this device is " + word() + "; nothing was stored"
                        + switch (this) {
                            case DISABLED -> "; an operator can restore it";
                            case EJECTED -> "; it waits for somebody to accept it";
                            default -> "";
                        });
    }

    /** The state as it stands in the database and in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<DeviceState> of(String word) {
        return Stream.of(values()).filter(state -> state.word().equals(word)).findFirst();
    }

    /** States in words, in the order of life. */
    public static String words(Set<DeviceState> states) {
        return states.isEmpty()
                ? "nothing"
                : states.stream().sorted().map(DeviceState::word).collect(Collectors.joining(", "));
    }
}
