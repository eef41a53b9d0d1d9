package dev.muster.checkin.control;

import dev.muster.platform.JsonColumn;
import dev.muster.platform.Sql;
import dev.muster.protocol.CheckIn;
import dev.muster.protocol.DeviceEvent;
import dev.muster.registry.entity.DevicePass;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;

/** Moves a device's hot row: last contact and cadence, the latest reading, counters. One statement. */
@ApplicationScoped
public class Channel {

    /** Contacts closer together than this say nothing about a cadence. */
    private static final double SAME_CONTACT_SEC = 0.25;

    @Inject
    private Sql sql;

    /** After messages on a socket. */
    public void spoke(DevicePass pass, Brought brought) {
        var reading = latest(brought.events());
        var hello = brought.hello();
        update(
                pass,
                brought.highest(),
                null,
                hello == null ? null : hello.firmware(),
                hello == null ? null : hello.agent(),
                hello == null ? null : hello.bootId(),
                reading == null ? null : reading.transport(),
                reading == null ? null : reading.rttMs(),
                reading == null ? null : reading.uptimeSec(),
                reading == null ? null : reading.freeHeapBytes(),
                reading == null ? null : reading.ts(),
                reading == null ? null : JsonColumn.of(reading.values()),
                transports(brought.events()),
                crumb(brought.events()));
    }

    /** After a check-in. */
    public void checkedIn(DevicePass pass, CheckIn checkIn, Brought brought) {
        var readings = checkIn.readings();
        var last = readings.isEmpty() ? null : readings.get(readings.size() - 1);
        update(
                pass,
                brought.highest(),
                checkIn.seq(),
                checkIn.firmware(),
                null,
                checkIn.bootId(),
                checkIn.transport(),
                checkIn.rttMs(),
                checkIn.uptimeSec(),
                checkIn.freeHeapBytes(),
                last == null ? null : last.ts(),
                last == null ? null : JsonColumn.of(last.values()),
                checkIn.transports() == null ? null : JsonColumn.of(checkIn.transports()),
                checkIn.errlog() == null ? null : JsonColumn.of(checkIn.errlog()));
    }

    private void update(DevicePass pass, long eventSeq, Long checkInSeq, Object... said) {
        var parameters = new Object[said.length + 5];
        parameters[0] = eventSeq;
        parameters[1] = checkInSeq;
        System.arraycopy(said, 0, parameters, 2, said.length);
        parameters[said.length + 2] = SAME_CONTACT_SEC;
        parameters[said.length + 3] = Instant.now();
        parameters[said.length + 4] = pass.device();
        sql.update("""
                update device_channel c set
                    event_seq = greatest(c.event_seq, ?), checkin_seq = greatest(c.checkin_seq, coalesce(?, 0)),
                    firmware = coalesce(?, c.firmware), agent = coalesce(?, c.agent),
                    boot_id = coalesce(?, c.boot_id), transport = coalesce(?, c.transport),
                    rtt_ms = coalesce(?, c.rtt_ms), uptime_sec = coalesce(?, c.uptime_sec),
                    free_heap_bytes = coalesce(?, c.free_heap_bytes), latest_ts = coalesce(?, c.latest_ts),
                    latest = coalesce(?::jsonb, c.latest), transports = coalesce(?::jsonb, c.transports),
                    errlog = coalesce(?::jsonb, c.errlog),
                    cadence_sec = case
                        when c.last_contact_at is null then null
                        when extract(epoch from n.at - c.last_contact_at) < n.same_contact then c.cadence_sec
                        when c.cadence_sec is null then extract(epoch from n.at - c.last_contact_at)
                        else 0.8 * c.cadence_sec
                            + 0.2 * least(extract(epoch from n.at - c.last_contact_at), 3 * c.cadence_sec) end,
                    last_contact_at = n.at
                from (values (?::double precision, ?::timestamptz)) n (same_contact, at)
                where c.device = ?""", parameters);
    }

    private static DeviceEvent.Reading latest(List<DeviceEvent> events) {
        for (var i = events.size() - 1; i >= 0; i--) {
            if (events.get(i) instanceof DeviceEvent.Reading reading) {
                return reading;
            }
        }
        return null;
    }

    private static String transports(List<DeviceEvent> events) {
        CheckIn.Transports last = null;
        for (var event : events) {
            last = event instanceof DeviceEvent.Status status && status.transports() != null
                    ? status.transports()
                    : last;
        }
        return last == null ? null : JsonColumn.of(last);
    }

    /** A socket device sends entries instead of a crumb: the last one is the crumb. */
    private static String crumb(List<DeviceEvent> events) {
        DeviceEvent.ErrLog last = null;
        for (var event : events) {
            last = event instanceof DeviceEvent.ErrLog entry ? entry : last;
        }
        return last == null ? null : JsonColumn.of(new CheckIn.ErrLogCrumb(last.entry(), 1, last.severity()));
    }
}
