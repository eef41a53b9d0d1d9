package dev.muster.agent;

import dev.muster.agent.sensor.Simulation.Incident;
import dev.muster.agent.store.Outbox;
import dev.muster.protocol.CheckIn.ErrLogCrumb;
import dev.muster.protocol.DeviceEvent;
import java.time.Instant;
import java.util.List;
import java.util.function.LongFunction;

/** The device's own error log: entries counted over restarts, and the crumb that a check-in carries. */
final class ErrorLog {

    private static final List<String> BY_WEIGHT = List.of("INFO", "WARN", "ERROR", "FATAL");

    private final Outbox outbox;
    private long last;
    private int since;
    private String worst;

    ErrorLog(Outbox outbox) {
        this.outbox = outbox;
    }

    /** The entry as an event. */
    synchronized LongFunction<DeviceEvent> entry(Incident incident, Instant at) {
        var entry = outbox.nextErrorEntry();
        last = entry;
        since++;
        worst = worst == null || BY_WEIGHT.indexOf(incident.severity()) > BY_WEIGHT.indexOf(worst)
                ? incident.severity()
                : worst;
        return seq -> new DeviceEvent.ErrLog(
                seq, entry, incident.source(), incident.severity(), incident.code(), at, incident.context());
    }

    /** Number of the newest entry since this start, 0 for none. */
    synchronized long last() {
        return last;
    }

    /** Null while there is nothing to tell; telling it once makes the entries read. */
    synchronized ErrLogCrumb crumb() {
        if (last == 0) {
            return null;
        }
        var crumb = new ErrLogCrumb(last, since, worst);
        since = 0;
        worst = null;
        return crumb;
    }
}
