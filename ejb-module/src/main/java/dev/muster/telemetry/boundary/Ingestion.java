package dev.muster.telemetry.boundary;

import static jakarta.ejb.TransactionAttributeType.MANDATORY;

import dev.muster.platform.Count;
import dev.muster.platform.JsonColumn;
import dev.muster.platform.Meters;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.protocol.DeviceEvent;
import dev.muster.protocol.ServerMessage;
import dev.muster.registry.entity.DevicePass;
import dev.muster.telemetry.control.EventTimes;
import dev.muster.telemetry.entity.DeviceSpoke;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Stores what devices say, set-based, in the transaction of the check-in that brought it. */
@Stateless
@Scoped
@TransactionAttribute(MANDATORY)
public class Ingestion {

    private static final int NAMED = 10;

    @Inject
    private Sql sql;

    @Inject
    private Meters meters;

    @Inject
    private Event<DeviceSpoke> spoke;

    /** Events that were not stored before; the caller holds the device's row and knows. */
    public void store(DevicePass pass, List<DeviceEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        var now = Instant.now();
        storeReadings(pass, only(events, DeviceEvent.Reading.class), now);
        storeLogLines(pass, only(events, DeviceEvent.LogLine.class), now);
        storeOthers(
                pass,
                events.stream()
                        .filter(event ->
                                !(event instanceof DeviceEvent.Reading || event instanceof DeviceEvent.LogLine))
                        .toList(),
                now);
        spoke.fire(new DeviceSpoke(pass.orgId(), pass.deviceId(), events, now));
    }

    /**
     * Items of a device that were given up, as one event of its own in the device's timeline: how many, and of the first
     * {@link #NAMED} which and why.
     */
    public void refused(DevicePass pass, List<ServerMessage.Error> items) {
        if (items.isEmpty()) {
            return;
        }
        items.forEach(item -> meters.add(Count.ITEMS_REFUSED, 1, item.code()));
        var said = Map.of(
                "count",
                items.size(),
                "items",
                items.stream().limit(NAMED).map(Ingestion::named).toList());
        sql.update("""
                insert into device_event (org_id, device, ts, seq, received_at, type, severity, payload)
                select ?::bigint, ?, n.at, 0, n.at, 'refused', 'WARN', ?::jsonb
                from (values (?::timestamptz)) n (at)""", pass.orgId(), pass.device(), JsonColumn.of(said), Instant.now());
    }

    private static Map<String, String> named(ServerMessage.Error item) {
        return item.ref() == null
                ? Map.of("code", item.code(), "detail", item.detail())
                : Map.of("code", item.code(), "detail", item.detail(), "ref", item.ref());
    }

    private void storeReadings(DevicePass pass, List<DeviceEvent.Reading> readings, Instant now) {
        if (readings.isEmpty()) {
            return;
        }
        sql.update(
                """
                insert into reading (org_id, device, ts, seq, received_at, transport, rtt_ms, uptime_sec,
                                     free_heap_bytes, data)
                select ?::bigint, ?, r.ts, r.seq, ?, r.transport, r.rtt_ms, r.uptime_sec, r.free_heap_bytes, r.data::jsonb
                from unnest(?::timestamptz[], ?::bigint[], ?::text[], ?::integer[], ?::bigint[], ?::bigint[], ?::text[])
                    as r (ts, seq, transport, rtt_ms, uptime_sec, free_heap_bytes, data)""",
                pass.orgId(),
                pass.device(),
                now,
                times(readings, now),
                seqs(readings),
                column(readings, DeviceEvent.Reading::transport, String[]::new),
                column(readings, DeviceEvent.Reading::rttMs, Integer[]::new),
                column(readings, DeviceEvent.Reading::uptimeSec, Long[]::new),
                column(readings, DeviceEvent.Reading::freeHeapBytes, Long[]::new),
                column(readings, reading -> JsonColumn.of(reading.values()), String[]::new));
    }

    /**
     * A line of the same time, level and words is the same line: one that was pushed when it was written comes again with
     * each {@code pull_logs}, under another number.
     */
    private void storeLogLines(DevicePass pass, List<DeviceEvent.LogLine> lines, Instant now) {
        if (lines.isEmpty()) {
            return;
        }
        sql.update(
                """
                insert into device_log (org_id, device, ts, seq, received_at, level, line)
                select p.org, p.device, l.ts, min(l.seq), p.now, l.level, l.line
                from (select ?::bigint as org, ?::bigint as device, ?::timestamptz as now) p,
                    (select ts, seq, level, coalesce(line, '') as line
                     from unnest(?::timestamptz[], ?::bigint[], ?::text[], ?::text[]) as u (ts, seq, level, line)) l
                where not exists (select from device_log known
                    where known.device = p.device and known.ts = l.ts and known.org_id is not distinct from p.org
                      and known.level is not distinct from l.level and known.line = l.line)
                group by p.org, p.device, p.now, l.ts, l.level, l.line""",
                pass.orgId(),
                pass.device(),
                now,
                times(lines, now),
                seqs(lines),
                column(lines, DeviceEvent.LogLine::level, String[]::new),
                column(lines, DeviceEvent.LogLine::line, String[]::new));
    }

    private void storeOthers(DevicePass pass, List<DeviceEvent> events, Instant now) {
        if (events.isEmpty()) {
            return;
        }
        sql.update(
                """
                insert into device_event (org_id, device, ts, seq, received_at, type, severity, payload)
                select ?::bigint, ?, e.ts, e.seq, ?, e.payload::jsonb ->> 'type', e.severity, e.payload::jsonb - 'type' - 'seq'
                from unnest(?::timestamptz[], ?::bigint[], ?::text[], ?::text[]) as e (ts, seq, severity, payload)""",
                pass.orgId(),
                pass.device(),
                now,
                times(events, now),
                seqs(events),
                column(events, Ingestion::severity, String[]::new),
                column(events, event -> JsonColumn.of(event), String[]::new));
    }

    private static String severity(DeviceEvent event) {
        if (event instanceof DeviceEvent.Alert alert) {
            return alert.severity();
        }
        return event instanceof DeviceEvent.ErrLog entry ? entry.severity() : null;
    }

    private static <T extends DeviceEvent> List<T> only(List<DeviceEvent> events, Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static Instant[] times(List<? extends DeviceEvent> events, Instant now) {
        return events.stream()
                .map(event -> EventTimes.plausible(event.ts(), now))
                .toArray(Instant[]::new);
    }

    private static Long[] seqs(List<? extends DeviceEvent> events) {
        return events.stream().map(DeviceEvent::seq).toArray(Long[]::new);
    }

    private static <E, V> V[] column(List<E> events, Function<E, V> value, java.util.function.IntFunction<V[]> array) {
        return events.stream().map(value).toArray(array);
    }
}
