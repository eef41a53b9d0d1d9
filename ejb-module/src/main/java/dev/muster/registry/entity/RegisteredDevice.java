package dev.muster.registry.entity;

/** A device just registered by hand; {@code secret} is 32 bytes in standard base64 and not shown again. */
public record RegisteredDevice(DeviceRow device, String secret) {
    @Override
    public String toString() {
        return "RegisteredDevice[" + device.id() + "]";
    }
}
