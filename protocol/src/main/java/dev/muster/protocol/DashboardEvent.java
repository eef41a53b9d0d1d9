package dev.muster.protocol;

import java.util.Locale;

/** What {@code /ws/dashboard} tells of a device, by the names that a subscription asks for (docs/protocol.md, section 7). */
public enum DashboardEvent {
    STATUS,
    READING,
    LOG_LINE,
    SCAN,
    PRINT,
    ALERT,
    ERRLOG,
    REPORTED,
    COMMAND,
    DEVICE;

    /** As it stands in {@code type}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
