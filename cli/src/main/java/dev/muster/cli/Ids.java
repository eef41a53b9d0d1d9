package dev.muster.cli;

import dev.muster.protocol.DeviceId;

/** Ids as people type them. */
final class Ids {
    private Ids() {}

    /** @throws Failure wrong usage, with where to find the right one */
    static void requireDevice(String id) {
        if (!DeviceId.isValid(id)) {
            throw Failure.usage("\"" + SafeText.line(id) + "\" is not a device id: `muster devices` lists them.");
        }
    }
}
