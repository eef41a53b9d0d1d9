package dev.muster.registry.entity;

import dev.muster.platform.Refusal;

/**
 * A device that a broker names.
 *
 * @param allowed whether a manager has said that a broker may speak for it
 */
public record BrokerDevice(DevicePass pass, DeviceState state, boolean allowed) {

    /** @throws Refusal 403 {@code mqtt-off}, or that of its state */
    public DevicePass requireAllowed() {
        if (!allowed) {
            throw Refusal.of(403, "mqtt-off", "no broker may speak for this device");
        }
        if (!state.mayTalk()) {
            throw state.refusal();
        }
        return pass;
    }
}
