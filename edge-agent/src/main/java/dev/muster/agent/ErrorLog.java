package dev.muster.agent;

import dev.muster.agent.sensor.Simulation.Incident;
import dev.muster.agent.store.Outbox;
import dev.muster.protocol.CheckIn.ErrLogCrumb;
import dev.muster.protocol.DeviceEvent;
import java.time.Instant;
import java.util.Map;
import java.util.function.LongFunction;

/** The device's own error log: entries counted over restarts, and the crumb that a check-in carries. */
final class ErrorLog {

    private final Outbox outbox;
    private ErrLogCrumb crumb;

    ErrorLog(Outbox outbox) {
        this.outbox = outbox;
    }

    /** The entry as an event. */
    LongFunction<DeviceEvent> entry(Incident incident, Instant at) {
        return entry(incident.source(), incident.severity(), incident.code(), incident.context(), at);
    }

    synchronized LongFunction<DeviceEvent> entry(
            String source, String severity, String code, Map<String, Object> context, Instant at) {
        var entry = outbox.nextErrorEntry();
        crumb = crumb == null ? new ErrLogCrumb(entry, 1, severity) : crumb.and(entry, severity);
        return seq -> new DeviceEvent.ErrLog(seq, entry, source, severity, code, at, context);
    }

    /** Number of the newest entry since this start, 0 for none. */
    synchronized long last() {
        return crumb == null ? 0 : crumb.seq();
    }

    /** Null while there is nothing to tell. What was told is not read yet: people read, and the server knows who did. */
    synchronized ErrLogCrumb crumb() {
        return crumb;
    }
}
