package dev.muster.registry.entity;

/** What is switched on and off for a device: how it has to speak, and who may for it. */
public enum DeviceSwitch {

    /** Whether a device has to use frames; on, an open socket that says something plain is closed. */
    FRAMES("frames_required", "device.frames-required", "device.frames-optional"),

    /** Whether a broker may speak for it (section 10 of the wire contract). */
    MQTT("mqtt", "device.mqtt-allowed", "device.mqtt-forbidden");

    private final String column;
    private final String on;
    private final String off;

    DeviceSwitch(String column, String on, String off) {
        this.column = column;
        this.on = on;
        this.off = off;
    }

    /** Of the table {@code device}. */
    public String column() {
        return column;
    }

    /** What the audit says of a change. */
    public String action(boolean nowOn) {
        return nowOn ? on : off;
    }
}
