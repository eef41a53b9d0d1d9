package dev.muster.registry.entity;

import dev.muster.platform.Refusal;

/**
 * How a device stands at this moment, with its hot row locked for the rest of the transaction.
 *
 * @param credentialCurrent whether the secret it has shown is still good
 * @param firstUse whether it shows its current secret for the first time
 * @param eventSeq the highest event stored
 * @param checkInSeq the highest check-in answered
 */
public record Standing(
        DeviceState state,
        boolean credentialCurrent,
        boolean firstUse,
        long eventSeq,
        long checkInSeq,
        ReplayWindow nonces,
        boolean framesRequired,
        boolean mqtt) {

    /** @throws Refusal 403 {@code mqtt-off} where no broker may speak for the device */
    public void requireMqtt() {
        if (!mqtt) {
            throw Refusal.of(403, "mqtt-off", "no broker may speak for this device");
        }
    }

    /** @throws Refusal 400 {@code frame-required} for a plain message of a device that has to frame all it says */
    public void requireFrames(boolean framed) {
        if (framesRequired && !framed) {
            throw Refusal.of(400, "frame-required", "this device may send frames only");
        }
    }
}
