package dev.muster.checkin.control;

import dev.muster.platform.JsonColumn;
import dev.muster.platform.Sql;
import dev.muster.protocol.CheckIn;
import dev.muster.protocol.DeviceEvent;
import dev.muster.protocol.DeviceMessage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Moves the hot rows of devices: nonces, last contact and cadence, the latest reading, counters. One statement. */
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

    private static Said saidOnSocket(Brought brought, DeviceEvent.Reading reading) {
        var hello = brought.hello() == null ? new DeviceMessage.Hello(null, null, null, null) : brought.hello();
        var silent = reading == null;
        return new Said(
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
    }

    private static Said saidInCheckIn(CheckIn checkIn, Brought brought) {
        return new Said(
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
    }

    /** One device's part of the statement. */
    private record Moved(Accepted accepted, DeviceEvent.Reading reading, Said said) {

        static Moved of(Accepted accepted) {
            var brought = accepted.brought();
            var reading = latest(brought.events());
            return new Moved(
                    accepted,
                    reading,
                    accepted.isCheckIn() ? saidInCheckIn(accepted.checkIn(), brought) : saidOnSocket(brought, reading));
        }

        Long checkInSeq() {
            return accepted.isCheckIn() ? accepted.checkIn().seq() : null;
        }

        Long nonceHigh() {
            return accepted.nonces() == null ? null : accepted.nonces().high();
        }

        byte[] nonceSeen() {
            return accepted.nonces() == null ? null : accepted.nonces().seen();
        }

        String values() {
            return reading == null ? null : JsonColumn.of(reading.values());
        }
    }

    /** After shares that are stored; the rows are locked. */
    public void moved(List<Accepted> accepted) {
        if (accepted.isEmpty()) {
            return;
        }
        var all = accepted.stream().map(Moved::of).toList();
        sql.update(
                """
                update device_channel c set
                    event_seq = greatest(c.event_seq, n.event_seq), checkin_seq = greatest(c.checkin_seq, n.checkin_seq),
                    nonce_high = coalesce(n.nonce_high, c.nonce_high), nonce_seen = coalesce(n.nonce_seen, c.nonce_seen),
                    firmware = coalesce(n.firmware, c.firmware), agent = coalesce(n.agent, c.agent),
                    boot_id = coalesce(n.boot_id, c.boot_id), transport = coalesce(n.transport, c.transport),
                    rtt_ms = coalesce(n.rtt_ms, c.rtt_ms), uptime_sec = coalesce(n.uptime_sec, c.uptime_sec),
                    free_heap_bytes = coalesce(n.free_heap_bytes, c.free_heap_bytes),
                    latest_ts = coalesce(n.latest_ts, c.latest_ts), latest = coalesce(n.latest::jsonb, c.latest),
                    transports = coalesce(n.transports::jsonb, c.transports),
                    errlog = case
                        when n.errlog is null then c.errlog
                        when n.further_errors then
                            more_errors(unread_errors(c.errlog, c.errlog_read), n.errlog::jsonb)
                        else n.errlog::jsonb end,
                    errlog_read = case
                        when c.errlog is null
                            or (n.errlog::jsonb ->> 'seq')::bigint < (c.errlog ->> 'seq')::bigint then 0
                        else c.errlog_read end,
                    cadence_sec = case
                        when c.last_contact_at is null then null
                        when extract(epoch from p.at - c.last_contact_at) < p.same_contact then c.cadence_sec
                        when c.cadence_sec is null then extract(epoch from p.at - c.last_contact_at)
                        else 0.8 * c.cadence_sec
                            + 0.2 * least(extract(epoch from p.at - c.last_contact_at), 3 * c.cadence_sec) end,
                    last_contact_at = p.at
                from (values (?::timestamptz, ?::double precision)) p (at, same_contact),
                    unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bytea[], ?::text[], ?::text[],
                            ?::text[], ?::text[], ?::integer[], ?::bigint[], ?::bigint[], ?::timestamptz[], ?::text[],
                            ?::text[], ?::text[], ?::boolean[])
                        n (device, event_seq, checkin_seq, nonce_high, nonce_seen, firmware, agent,
                           boot_id, transport, rtt_ms, uptime_sec, free_heap_bytes, latest_ts, latest,
                           transports, errlog, further_errors)
                where c.device = n.device""",
                Instant.now(),
                SAME_CONTACT_SEC,
                column(all, each -> each.accepted().pass().device(), Long[]::new),
                column(all, each -> each.accepted().brought().highest(), Long[]::new),
                column(all, Moved::checkInSeq, Long[]::new),
                column(all, Moved::nonceHigh, Long[]::new),
                column(all, Moved::nonceSeen, byte[][]::new),
                column(all, each -> each.said().firmware(), String[]::new),
                column(all, each -> each.said().agent(), String[]::new),
                column(all, each -> each.said().bootId(), String[]::new),
                column(all, each -> each.said().transport(), String[]::new),
                column(all, each -> each.said().rttMs(), Integer[]::new),
                column(all, each -> each.said().uptimeSec(), Long[]::new),
                column(all, each -> each.said().freeHeapBytes(), Long[]::new),
                column(
                        all,
                        each -> each.reading() == null ? null : each.reading().ts(),
                        Instant[]::new),
                column(all, Moved::values, String[]::new),
                column(all, each -> json(each.said().transports()), String[]::new),
                column(all, each -> json(each.said().errlog()), String[]::new),
                column(all, each -> each.said().furtherErrors(), Boolean[]::new));
    }

    private static <V> V[] column(List<Moved> all, Function<Moved, V> value, IntFunction<V[]> array) {
        return all.stream().map(value).toArray(array);
    }

    private static String json(Object value) {
        return value == null ? null : JsonColumn.of(value);
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
