package dev.muster.registry.entity;

import java.util.UUID;

/**
 * One secret that a device may prove itself with, and what holding it means.
 *
 * @param factoryKey the key it is derived from, where that is all that is known of it
 */
public record Claim(Kind kind, DoorRecord device, UUID factoryKey) {

    public enum Kind {
        /** The device's own secret. */
        GOOD,
        /** It was replaced and its time is over: whoever still comes with it is refused, and audited. */
        ENDED,
        /** Derived from a factory key, of a device that nobody knows yet. */
        NEWCOMER,
        /** Derived from a factory key that the device of that id did not come with. */
        CONFLICT
    }

    public static Claim good(DoorRecord device) {
        return new Claim(Kind.GOOD, device, null);
    }

    public boolean is(Kind what) {
        return kind == what;
    }

    /** What a new device asks to be registered as. */
    public Newcomer newcomer(String address) {
        return new Newcomer(device.deviceId(), factoryKey, device.secret(), address);
    }
}
