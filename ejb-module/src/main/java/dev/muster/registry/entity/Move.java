package dev.muster.registry.entity;

import dev.muster.platform.Refusal;
import dev.muster.protocol.Text;

/**
 * Where a device is to go.
 *
 * @param org slug of the org; null stays where it is, or leads to the pool with {@code unclaimed}
 * @param state null for the state that fits: active out of the pool or out of ejected, else as it is
 * @param reason why, in 1 to 500 characters; it is audited, and a new owner reads it
 */
public record Move(String org, DeviceState state, String reason) {
    public Move {
        if (org == null && state == null) {
            throw Refusal.invalid("/state", "name a state, an org or both");
        }
        if (org != null && state == DeviceState.UNCLAIMED) {
            throw Refusal.invalid("/state", "an unclaimed device belongs to no org: leave out org");
        }
        reason = reason(reason);
    }

    /** A reason as it is kept. */
    public static String reason(String told) {
        if (told == null || told.isBlank() || told.length() > 500) {
            throw Refusal.invalid("/reason", "say why, in 1 to 500 characters");
        }
        return Text.clean(told.strip(), 500);
    }

    public static Move to(DeviceState state, String reason) {
        return new Move(null, state, reason);
    }

    /** From JSON. */
    public static Move of(String org, String state, String reason) {
        return new Move(
                org == null || org.isBlank() ? null : org.strip(),
                state == null || state.isBlank()
                        ? null
                        : DeviceState.of(state)
                                .orElseThrow(() -> Refusal.invalid(
                                        "/state", "one of active, disabled, ejected, retired, unclaimed")),
                reason);
    }
}
