package dev.muster.agent.store;

import dev.muster.protocol.DeviceEvent;

/** What goes first when there is no room, and what never goes. */
enum Worth {
    /** Scans and prints: given up when no telemetry is left. */
    PRODUCTION(0),
    /** Readings, status, log lines: given up first. */
    TELEMETRY(1),
    /** Error-log entries, alerts, what the device reported: never given up. */
    KEPT(2);

    private final int code;

    Worth(int code) {
        this.code = code;
    }

    /** As it stands in the column {@code telemetry}. */
    int code() {
        return code;
    }

    static Worth of(DeviceEvent event) {
        if (event instanceof DeviceEvent.Reading
                || event instanceof DeviceEvent.Status
                || event instanceof DeviceEvent.LogLine) {
            return TELEMETRY;
        }
        return event instanceof DeviceEvent.Scan || event instanceof DeviceEvent.Print ? PRODUCTION : KEPT;
    }

    /** Whether it is data for whoever collects the line's data, and not about the device itself. */
    static boolean isData(DeviceEvent event) {
        return event instanceof DeviceEvent.Reading
                || event instanceof DeviceEvent.Scan
                || event instanceof DeviceEvent.Print;
    }
}
