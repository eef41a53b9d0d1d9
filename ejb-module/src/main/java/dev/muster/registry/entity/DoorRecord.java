package dev.muster.registry.entity;

import java.util.Arrays;

/** What a door needs to check a signature: the device and its secret, opened. */
public record DoorRecord(
        long device, String deviceId, Long orgId, DeviceState state, int credentialVersion, byte[] secret) {

    public DevicePass pass(String address) {
        return new DevicePass(device, deviceId, orgId, credentialVersion, address);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DoorRecord that && device == that.device && Arrays.equals(secret, that.secret);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(device);
    }

    @Override
    public String toString() {
        return "DoorRecord[" + deviceId + "]";
    }
}
