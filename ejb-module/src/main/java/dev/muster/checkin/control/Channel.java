package dev.muster.checkin.control;

import dev.muster.platform.JsonColumn;
import dev.muster.platform.Sql;
import dev.muster.protocol.CheckIn;
import dev.muster.protocol.DeviceEvent;
import dev.muster.protocol.DeviceMessage;
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

    /** What a device said of itself; null where it did not. */
    private record Said(
            String firmware,
            String agent,
            String bootId,
            String transport,
            Integer rttMs,
            Long uptimeSec,
            Long freeHeapBytes,
            CheckIn.Transports transports,
            CheckIn.ErrLogCrumb errlog,
            boolean furtherErrors) {}

    /** After messages on a socket. */
    public void spoke(DevicePass pass, Brought brought) {
        var hello = brought.hello() == null ? new DeviceMessage.Hello(null, null, null, null) : brought.hello();
        var reading = latest(brought.events());
        var silent = reading == null;
        var said = new Said(
                hello.firmware(),
                hello.agent(),
                hello.bootId(),
                silent ? null : reading.transport(),
                silent ? null : reading.rttMs(),
                silent ? null : reading.uptimeSec(),
                silent ? null : reading.freeHeapBytes(),
                transports(brought.events()),
                crumb(brought.events()),
                true);
        update(pass, brought, 0, said);
    }

    /** After a check-in; its readings are among what was brought. */
    public void checkedIn(DevicePass pass, CheckIn checkIn, Brought brought) {
        var said = new Said(
                checkIn.firmware(),
                null,
                checkIn.bootId(),
                checkIn.transport(),
                checkIn.rttMs(),
                checkIn.uptimeSec(),
                checkIn.freeHeapBytes(),
                checkIn.transports() == null ? transports(brought.events()) : checkIn.transports(),
                checkIn.errlog() == null ? crumb(brought.events()) : checkIn.errlog(),
                checkIn.errlog() == null);
        update(pass, brought, checkIn.seq(), said);
    }

    private void update(DevicePass pass, Brought brought, long checkInSeq, Said said) {
        var reading = latest(brought.events());
        sql.update(
                """
                update device_channel c set
                    event_seq = greatest(c.event_seq, ?), checkin_seq = greatest(c.checkin_seq, ?),
                    firmware = coalesce(?, c.firmware), agent = coalesce(?, c.agent),
                    boot_id = coalesce(?, c.boot_id), transport = coalesce(?, c.transport),
                    rtt_ms = coalesce(?, c.rtt_ms), uptime_sec = coalesce(?, c.uptime_sec),
                    free_heap_bytes = coalesce(?, c.free_heap_bytes), latest_ts = coalesce(?, c.latest_ts),
                    latest = coalesce(?::jsonb, c.latest), transports = coalesce(?::jsonb, c.transports),
                    errlog = case
                        when n.errlog is null then c.errlog
                        when n.further_errors then more_errors(unread_errors(c.errlog, c.errlog_read), n.errlog)
                        else n.errlog end,
                    errlog_read = case
                        when c.errlog is null or (n.errlog ->> 'seq')::bigint < (c.errlog ->> 'seq')::bigint then 0
                        else c.errlog_read end,
                    cadence_sec = case
                        when c.last_contact_at is null then null
                        when extract(epoch from n.at - c.last_contact_at) < n.same_contact then c.cadence_sec
                        when c.cadence_sec is null then extract(epoch from n.at - c.last_contact_at)
                        else 0.8 * c.cadence_sec
                            + 0.2 * least(extract(epoch from n.at - c.last_contact_at), 3 * c.cadence_sec) end,
                    last_contact_at = n.at
                from (values (?::double precision, ?::timestamptz, ?::jsonb, ?::boolean))
                    n (same_contact, at, errlog, further_errors)
                where c.device = ?""",
                brought.highest(),
                checkInSeq,
                said.firmware(),
                said.agent(),
                said.bootId(),
                said.transport(),
                said.rttMs(),
                said.uptimeSec(),
                said.freeHeapBytes(),
                reading == null ? null : reading.ts(),
                reading == null ? null : JsonColumn.of(reading.values()),
                said.transports() == null ? null : JsonColumn.of(said.transports()),
                SAME_CONTACT_SEC,
                Instant.now(),
                said.errlog() == null ? null : JsonColumn.of(said.errlog()),
                said.furtherErrors(),
                pass.device());
    }

    private static DeviceEvent.Reading latest(List<DeviceEvent> events) {
        for (var i = events.size() - 1; i >= 0; i--) {
            if (events.get(i) instanceof DeviceEvent.Reading reading) {
                return reading;
            }
        }
        return null;
    }

    private static CheckIn.Transports transports(List<DeviceEvent> events) {
        CheckIn.Transports last = null;
        for (var event : events) {
            last = event instanceof DeviceEvent.Status status && status.transports() != null
                    ? status.transports()
                    : last;
        }
        return last;
    }

    /** A socket device sends entries instead of a crumb: how many these are, the newest and the worst of them. */
    private static CheckIn.ErrLogCrumb crumb(List<DeviceEvent> events) {
        CheckIn.ErrLogCrumb crumb = null;
        for (var event : events) {
            if (event instanceof DeviceEvent.ErrLog entry) {
                crumb = crumb == null
                        ? new CheckIn.ErrLogCrumb(entry.entry(), 1, entry.severity())
                        : crumb.and(entry.entry(), entry.severity());
            }
        }
        return crumb;
    }
}
