package dev.muster.telemetry.boundary;

import dev.muster.platform.Caller;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.registry.boundary.Devices;
import dev.muster.telemetry.entity.LogEntry;
import dev.muster.telemetry.entity.ReadingEntry;
import dev.muster.telemetry.entity.Series;
import dev.muster.telemetry.entity.SeriesQuery;
import dev.muster.telemetry.entity.Span;
import dev.muster.telemetry.entity.TimelineEntry;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** What devices said, read back. */
@Stateless
@Scoped
public class Telemetry {

    @Inject
    private Sql sql;

    @Inject
    private Devices devices;

    /** One series per key, in the order asked; a key without numbers gives an empty one. */
    public List<Series> series(Caller caller, String deviceId, SeriesQuery query) {
        var device = device(caller, deviceId);
        var series = new ArrayList<Series>();
        for (var key : query.keys()) {
            series.add(
                    query.stepSec() == null
                            ? new Series(key, 0, points(caller, device, key, query))
                            : new Series(key, query.stepSec(), steps(caller, device, key, query)));
        }
        return series;
    }

    /** Keys that had a number lately, for a chart's choice. */
    public List<String> numericKeys(Caller caller, String deviceId) {
        return sql.query("""
                select distinct k.key from (
                    select data from reading where org_id = ? and device = ? order by ts desc limit 20) latest,
                    jsonb_each(latest.data) k
                where jsonb_typeof(k.value) = 'number' order by 1""", row -> row.text("key"), caller.orgId(), device(caller, deviceId));
    }

    public List<ReadingEntry> readings(Caller caller, String deviceId, Span span) {
        return sql.query(
                "select * from reading " + WHERE,
                row -> new ReadingEntry(
                        row.time("ts"),
                        row.time("received_at"),
                        row.text("transport"),
                        row.wholeOrNull("rtt_ms"),
                        row.numberOrNull("uptime_sec"),
                        row.numberOrNull("free_heap_bytes"),
                        row.json("data")),
                parameters(caller, deviceId, span));
    }

    /** Events but readings and log lines; {@code type} null for all. */
    public List<TimelineEntry> events(Caller caller, String deviceId, String type, Span span) {
        return sql.query(
                "select * from device_event " + WHERE.replace("order by", "and (?::text is null or type = ?) order by"),
                row -> new TimelineEntry(
                        row.number("seq"),
                        row.time("ts"),
                        row.time("received_at"),
                        row.text("type"),
                        row.text("severity"),
                        row.json("payload")),
                caller.orgId(),
                device(caller, deviceId),
                span.from(),
                span.from(),
                span.to(),
                span.to(),
                type,
                type,
                span.limit());
    }

    public List<LogEntry> logs(Caller caller, String deviceId, Span span) {
        return sql.query(
                "select * from device_log " + WHERE,
                row -> new LogEntry(
                        row.number("seq"),
                        row.time("ts"),
                        row.time("received_at"),
                        row.text("level"),
                        row.text("line")),
                parameters(caller, deviceId, span));
    }

    private static final String WHERE = """
            where org_id = ? and device = ? and (?::timestamptz is null or ts >= ?)
              and (?::timestamptz is null or ts < ?)
            order by ts desc, seq desc limit ?""";

    private Object[] parameters(Caller caller, String deviceId, Span span) {
        return new Object[] {
            caller.orgId(), device(caller, deviceId), span.from(), span.from(), span.to(), span.to(), span.limit()
        };
    }

    private List<double[]> points(Caller caller, long device, String key, SeriesQuery query) {
        return sql.query(
                """
                select * from (
                    select ts, (data ->> ?)::double precision as v from reading
                    where org_id = ? and device = ? and ts >= ? and ts < ? and jsonb_typeof(data -> ?) = 'number'
                    order by ts desc limit ?) latest
                order by ts""",
                row -> new double[] {row.time("ts").toEpochMilli(), row.decimalOrNull("v")},
                key,
                caller.orgId(),
                device,
                query.from(),
                query.to(),
                key,
                SeriesQuery.MAX_POINTS);
    }

    private List<double[]> steps(Caller caller, long device, String key, SeriesQuery query) {
        return sql.query(
                """
                select bin, %s as v from (
                    select ts, date_bin(make_interval(secs => ?), ts, 'epoch') as bin,
                           (data ->> ?)::double precision as v
                    from reading
                    where org_id = ? and device = ? and ts >= ? and ts < ? and jsonb_typeof(data -> ?) = 'number') points
                group by bin order by bin""".formatted(query.aggregate()),
                row -> new double[] {row.time("bin").toEpochMilli(), row.decimalOrNull("v")},
                query.stepSec(),
                key,
                caller.orgId(),
                device,
                query.from(),
                query.to(),
                key);
    }

    private long device(Caller caller, String deviceId) {
        return devices.history(caller, deviceId);
    }
}
