package dev.muster.registry.control;

import dev.muster.platform.Row;
import dev.muster.registry.entity.DeviceQuery;
import dev.muster.registry.entity.DeviceRow;
import java.sql.SQLException;
import java.util.stream.Collectors;

/** The SQL of the device list, and how a row of it becomes a record. The status rule is {@code Liveness}'s. */
public final class DeviceList {

    public static final String FROM = """
            from device d
            join org o on o.id = d.org_id
            join device_channel c on c.device = d.id
            left join device_connection s on s.device = d.id
            left join site t on t.id = d.site
            cross join lateral (select unheard(c.last_contact_at) as age) u
            cross join lateral (select case
                when d.state = 'disabled' then 'disabled'
                when u.age is null then 'never'
                when u.age <= make_interval(secs => greatest(10, 2 * coalesce(c.cadence_sec, 0))) then 'reporting'
                when u.age <= make_interval(secs => greatest(30, 5 * coalesce(c.cadence_sec, 0))) then 'late'
                else 'silent' end as status) l
            cross join lateral (select array_position(
                array['silent', 'late', 'never', 'disabled', 'reporting'], l.status) as status_rank) r
            where d.org_id = ?""";

    public static final String COLUMNS = """
            select d.id as key, d.device_id, d.label, o.slug, d.state, l.status, s.connection is not null as online,
                   c.last_contact_at, c.cadence_sec, c.transport, c.rtt_ms, c.firmware,
                   unread_errors(c.errlog, c.errlog_read) as errlog, t.slug as site, d.model, d.sim, d.notes,
                   d.tags, d.attributes, d.created_at, d.updated_at, d.version
            """;

    public static final String STATUS = " and (?::text is null or l.status = ?)";

    private DeviceList() {}

    public static String orderBy(DeviceQuery query) {
        var keys = query.sort().stream().map(DeviceQuery.Sort::sql).collect(Collectors.joining(", "));
        return " order by " + (keys.isEmpty() ? "lower(d.label) asc" : keys) + ", d.id";
    }

    public static DeviceRow row(Row row) throws SQLException {
        return new DeviceRow(
                row.text("device_id"),
                row.text("label"),
                row.text("slug"),
                row.text("state"),
                row.text("status"),
                row.bool("online"),
                row.time("last_contact_at"),
                row.decimalOrNull("cadence_sec"),
                row.text("transport"),
                row.wholeOrNull("rtt_ms"),
                row.text("firmware"),
                row.json("errlog"),
                row.text("site"),
                row.text("model"),
                row.text("sim"),
                row.text("notes"),
                row.texts("tags"),
                row.json("attributes"),
                row.time("created_at"),
                row.time("updated_at"),
                (int) row.number("version"));
    }
}
