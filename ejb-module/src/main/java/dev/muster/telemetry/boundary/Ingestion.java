package dev.muster.telemetry.boundary;

import static jakarta.ejb.TransactionAttributeType.MANDATORY;

import dev.muster.platform.Count;
import dev.muster.platform.JsonColumn;
import dev.muster.platform.LiveEvents;
import dev.muster.platform.Meters;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.protocol.DeviceEvent;
import dev.muster.protocol.ServerMessage;
import dev.muster.telemetry.control.EventTimes;
import dev.muster.telemetry.entity.DeviceSpoke;
import dev.muster.telemetry.entity.Spoken;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

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
    private Event<LiveEvents> spoke;

    /** Events that were not stored before, of devices of one org or one of the pool; the caller holds their rows. */
    public void store(Scope scope, List<Spoken> spoken) {
        var now = Instant.now();
        var org = scope.orgId();
        storeReadings(org, only(spoken, DeviceEvent.Reading.class), now);
        storeLogLines(org, only(spoken, DeviceEvent.LogLine.class), now);
        storeOthers(org, others(spoken, now), now);
        var live = spoken.stream()
                .filter(each -> !each.events().isEmpty())
                .map(each -> new DeviceSpoke(org, each.pass().deviceId(), each.events(), now))
                .toList();
        if (!live.isEmpty()) {
            spoke.fire(new LiveEvents(live));
        }
    }

    /** An event and whose it is. */
    private record Of<E extends DeviceEvent>(long device, E event) {}

    /** A row of {@code device_event}. */
    private record Other(long device, Instant ts, long seq, String severity, String payload) {}

    private static <E extends DeviceEvent> List<Of<E>> only(List<Spoken> spoken, Class<E> type) {
        var found = new ArrayList<Of<E>>();
        for (var each : spoken) {
            for (var event : each.events()) {
                if (type.isInstance(event)) {
                    found.add(new Of<>(each.pass().device(), type.cast(event)));
                }
            }
        }
        return found;
    }

    private List<Other> others(List<Spoken> spoken, Instant now) {
        var rows = new ArrayList<Other>();
        for (var each : spoken) {
            var device = each.pass().device();
            for (var event : each.events()) {
                if (!(event instanceof DeviceEvent.Reading || event instanceof DeviceEvent.LogLine)) {
                    rows.add(new Other(
                            device,
                            EventTimes.plausible(event.ts(), now),
                            event.seq(),
                            severity(event),
                            JsonColumn.of(event)));
                }
            }
            if (!each.lost().isEmpty()) {
                each.lost().forEach(item -> meters.add(Count.ITEMS_REFUSED, 1, item.code()));
                rows.add(new Other(device, now, 0, "WARN", refused(each.lost())));
            }
        }
        return rows;
    }

    /** Items given up are an event in the device's timeline: how many, and of the first {@link #NAMED} which and why. */
    private static String refused(List<ServerMessage.Error> items) {
        return JsonColumn.of(Map.of(
                "type",
                "refused",
                "count",
                items.size(),
                "items",
                items.stream().limit(NAMED).map(Ingestion::named).toList()));
    }

    private static Map<String, String> named(ServerMessage.Error item) {
        return item.ref() == null
                ? Map.of("code", item.code(), "detail", item.detail())
                : Map.of("code", item.code(), "detail", item.detail(), "ref", item.ref());
    }

    private void storeReadings(Long org, List<Of<DeviceEvent.Reading>> readings, Instant now) {
        if (readings.isEmpty()) {
            return;
        }
        sql.update(
                """
                insert into reading (org_id, device, ts, seq, received_at, transport, rtt_ms, uptime_sec,
                                     free_heap_bytes, data)
                select ?::bigint, r.device, r.ts, r.seq, ?, r.transport, r.rtt_ms, r.uptime_sec, r.free_heap_bytes,
                    r.data::jsonb
                from unnest(?::bigint[], ?::timestamptz[], ?::bigint[], ?::text[], ?::integer[], ?::bigint[],
                        ?::bigint[], ?::text[])
                    as r (device, ts, seq, transport, rtt_ms, uptime_sec, free_heap_bytes, data)""",
                org,
                now,
                devices(readings),
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
    private void storeLogLines(Long org, List<Of<DeviceEvent.LogLine>> lines, Instant now) {
        if (lines.isEmpty()) {
            return;
        }
        sql.update(
                """
                insert into device_log (org_id, device, ts, seq, received_at, level, line)
                select p.org, l.device, l.ts, min(l.seq), p.now, l.level, l.line
                from (select ?::bigint as org, ?::timestamptz as now) p,
                    (select device, ts, seq, level, coalesce(line, '') as line
                     from unnest(?::bigint[], ?::timestamptz[], ?::bigint[], ?::text[], ?::text[])
                         as u (device, ts, seq, level, line)) l
                where not exists (select from device_log known
                    where known.device = l.device and known.ts = l.ts and known.org_id is not distinct from p.org
                      and known.level is not distinct from l.level and known.line = l.line)
                group by p.org, l.device, p.now, l.ts, l.level, l.line""",
                org,
                now,
                devices(lines),
                times(lines, now),
                seqs(lines),
                column(lines, DeviceEvent.LogLine::level, String[]::new),
                column(lines, DeviceEvent.LogLine::line, String[]::new));
    }

    private void storeOthers(Long org, List<Other> events, Instant now) {
        if (events.isEmpty()) {
            return;
        }
        sql.update(
                """
                insert into device_event (org_id, device, ts, seq, received_at, type, severity, payload)
                select ?::bigint, e.device, e.ts, e.seq, ?, e.payload::jsonb ->> 'type', e.severity,
                    e.payload::jsonb - 'type' - 'seq'
                from unnest(?::bigint[], ?::timestamptz[], ?::bigint[], ?::text[], ?::text[])
                    as e (device, ts, seq, severity, payload)""",
                org,
                now,
                events.stream().map(Other::device).toArray(Long[]::new),
                events.stream().map(Other::ts).toArray(Instant[]::new),
                events.stream().map(Other::seq).toArray(Long[]::new),
                events.stream().map(Other::severity).toArray(String[]::new),
                events.stream().map(Other::payload).toArray(String[]::new));
    }

    private static String severity(DeviceEvent event) {
        if (event instanceof DeviceEvent.Alert alert) {
            return alert.severity();
        }
        return event instanceof DeviceEvent.ErrLog entry ? entry.severity() : null;
    }

    private static <E extends DeviceEvent> Long[] devices(List<Of<E>> events) {
        return events.stream().map(Of::device).toArray(Long[]::new);
    }

    private static <E extends DeviceEvent> Instant[] times(List<Of<E>> events, Instant now) {
        return events.stream()
                .map(each -> EventTimes.plausible(each.event().ts(), now))
                .toArray(Instant[]::new);
    }

    private static <E extends DeviceEvent> Long[] seqs(List<Of<E>> events) {
        return events.stream().map(each -> each.event().seq()).toArray(Long[]::new);
    }

    private static <E extends DeviceEvent, V> V[] column(
            List<Of<E>> events, Function<E, V> value, IntFunction<V[]> array) {
        return events.stream().map(each -> value.apply(each.event())).toArray(array);
    }
}
