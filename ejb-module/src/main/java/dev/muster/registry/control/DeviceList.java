package dev.muster.registry.control;

import dev.muster.platform.Row;
import dev.muster.registry.entity.DeviceQuery;
import dev.muster.registry.entity.DeviceRow;
import java.sql.SQLException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The SQL of the device list, and how a row of it becomes a record. The status rule is {@code Liveness}'s. */
public final class DeviceList {

    private static final String DEVICE = " from device d";
    private static final String ORG = " join org o on o.id = d.org_id";
    private static final String CHANNEL = " join device_channel c on c.device = d.id";
    private static final String CONNECTION = " left join device_connection s on s.device = d.id";
    private static final String SITE = " left join site t on t.id = d.site";
    private static final String OWNED = " where d.org_id = ?";

    /**
     * {@code u.age}: for how long a device has been silent while somebody was there to hear it, as {@code unheard} in the
     * schema says; a function is called anew for each row. {@code offset 0} keeps it from being worked out at each use.
     */
    private static final String LIVENESS = """
             cross join lateral (select now() - c.last_contact_at - case
                when c.last_contact_at >= coalesce((select max(ended_at) from outage), '-infinity')
                    or now() - c.last_contact_at <= interval '10 s' then interval '0 s'
                else coalesce((
                    select sum(least(x.ended_at, now()) - greatest(x.began_at, c.last_contact_at)) from outage x
                    where x.ended_at > c.last_contact_at and x.began_at < now()), interval '0 s') end as age offset 0) u
            cross join lateral (select case
                when d.state = 'disabled' then 'disabled'
                when u.age is null then 'never'
                when u.age <= make_interval(secs => greatest(10, 2 * coalesce(c.cadence_sec, 0))) then 'reporting'
                when u.age <= make_interval(secs => greatest(30, 5 * coalesce(c.cadence_sec, 0))) then 'late'
                else 'silent' end as status) l
            cross join lateral (select array_position(
                array['silent', 'late', 'never', 'disabled', 'reporting'], l.status) as status_rank) r""";

    private static final String ALL = ORG + CHANNEL + CONNECTION + SITE + LIVENESS;

    private static final Pattern LIVE = Pattern.compile("\\b[ulr]\\.|\\bstatus_rank\\b");

    /** The devices of an org, with all that a row shows. */
    public static final String FROM = DEVICE + ALL + OWNED;

    public static final String COLUMNS = """
            select d.id as key, d.device_id, d.label, o.slug, d.state, l.status, s.connection is not null as online,
                   c.last_contact_at, c.cadence_sec, c.transport, c.rtt_ms, c.firmware,
                   unread_errors(c.errlog, c.errlog_read) as errlog, t.slug as site, d.model, d.sim, d.notes,
                   d.tags, d.attributes, d.created_at, d.updated_at, d.version
            """;

    private DeviceList() {}

    /**
     * The devices of an org for which a condition holds, with no more tables than {@code condition} and {@code more} name.
     *
     * @param condition over {@code d}, {@code o}, {@code c}, {@code s}, {@code t}, {@code u} and {@code l}
     * @param more what else is asked of them
     */
    public static String found(String condition, String more) {
        var uses = condition + " " + more;
        var live = LIVE.matcher(uses).find();
        return DEVICE
                + (names("o", uses) ? ORG : "")
                + (live || names("c", uses) ? CHANNEL : "")
                + (names("s", uses) ? CONNECTION : "")
                + (names("t", uses) ? SITE : "")
                + (live ? LIVENESS : "")
                + OWNED + " and " + condition;
    }

    /**
     * A page: its devices are found first, and only they are looked at closely. Bound are the org, what {@code condition}
     * has, how many and from where.
     */
    public static String page(String condition, DeviceQuery query) {
        var order = orderBy(query);
        return COLUMNS + "from (select d.id" + found(condition, order) + order
                + " limit ? offset ?) p join device d on d.id = p.id" + ALL + order;
    }

    private static boolean names(String alias, String sql) {
        return Pattern.compile("\\b" + alias + "\\.").matcher(sql).find();
    }

    private static String orderBy(DeviceQuery query) {
        var keys = query.sort().stream().map(DeviceQuery.Sort::sql).collect(Collectors.joining(", "));
        return " order by " + (keys.isEmpty() ? "lower(d.label)" : keys) + ", d.id";
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
