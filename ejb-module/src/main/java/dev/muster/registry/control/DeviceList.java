package dev.muster.registry.control;

import dev.muster.platform.Row;
import dev.muster.registry.entity.DeviceQuery;
import dev.muster.registry.entity.DeviceRow;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The SQL of the device list, and how a row of it becomes a record. The status rule is {@code Liveness}'s. */
public final class DeviceList {

    private static final String DEVICE = " from device d";
    private static final String ORG = " join org o on o.id = d.org_id";
    private static final String CHANNEL = " join device_channel c on c.device = d.id";
    private static final String CONNECTION = " left join device_connection s on s.device = d.id";
    private static final String SITE = " left join site t on t.id = d.site";
    private static final String OWNED = " where d.org_id = ?";

    /** In the order of the list by status: what needs somebody first. */
    private static final String STATUS = "array['silent', 'late', 'never', 'disabled', 'reporting', 'waiting', 'out']";

    /** What a list shows that is not asked for more: the devices an org uses, and those it has switched off for a while. */
    private static final String IN_SERVICE = "d.state in ('active', 'disabled')";

    private static final String CHANNEL_IN_SERVICE = "(off.id is null or off.state = 'disabled')";

    private static final Pattern NAMES_SERVICE = Pattern.compile("\\b(d\\.state|d\\.waiting_since|l\\.status)\\b");

    /**
     * {@code u.heard}: the last contact, later by the time in which nobody was there to hear another, as {@code unheard} in
     * the schema says; a function is called anew for each row. Most devices report: that is asked first, and without it.
     */
    private static final String LIVENESS = """
             cross join lateral (select c.last_contact_at + case
                when c.last_contact_at >= (select coalesce(max(ended_at), '-infinity') from outage) then interval '0 s'
                else coalesce((
                    select sum(least(a.ended_at, now()) - greatest(a.began_at, c.last_contact_at)) from outage a
                    where a.ended_at > c.last_contact_at and a.began_at < now()), interval '0 s') end as heard) u
            cross join lateral (select now() - make_interval(secs => greatest(10, 2 * coalesce(c.cadence_sec, 0))) as late,
                now() - make_interval(secs => greatest(30, 5 * coalesce(c.cadence_sec, 0))) as silent) since
            cross join lateral (select case
                when x.state <> 'active' then
                    case when x.state = 'disabled' then 4 when x.waiting_since is not null then 6 else 7 end
                when c.last_contact_at is null then 3
                when c.last_contact_at >= since.late or u.heard >= since.late then 5
                when u.heard >= since.silent then 2
                else 1 end as status_rank) r
            cross join lateral (select (STATUS)[r.status_rank] as status) l""".replace("STATUS", STATUS);

    private static final String LIVENESS_OF_DEVICE = LIVENESS.replace(" x.", " d.");

    /** The channel has the facts that change with each contact; that a device is not active is all it lacks for a status. */
    private static final String CHANNEL_ALONE = " from device_channel c";

    private static final String NOT_ACTIVE =
            " left join device off on off.id = c.device and off.org_id = c.org_id and off.state <> 'active'";

    private static final String LIVENESS_OF_CHANNEL = LIVENESS.replace(" x.", " off.");

    private static final String ALL = ORG + CHANNEL + CONNECTION + SITE + LIVENESS_OF_DEVICE;

    /** What decides between devices that are alike. */
    private static final String KEY = ", d.id";

    private static final Pattern LIVE = Pattern.compile("\\b[ulr]\\.|\\bstatus_rank\\b");

    /** The devices of an org, with all that a row shows. */
    public static final String FROM = DEVICE + ALL + OWNED;

    public static final String COLUMNS = """
            select d.id as key, d.device_id, d.label, o.slug, d.state, l.status, s.connection is not null as online,
                   c.last_contact_at, c.cadence_sec, c.transport, c.rtt_ms, c.firmware,
                   unread_errors(c.errlog, c.errlog_read) as errlog, t.slug as site, d.model, d.sim, d.notes,
                   d.tags, d.attributes, d.created_at, d.updated_at, d.version
            """;

    /** The device of a key, in an org or in none. */
    public static final String ONE = COLUMNS + DEVICE + " left" + ALL + " where d.id = ?";

    private DeviceList() {}

    /**
     * What a list shows: those with that status, or where none is named those in service, unless the search itself asks
     * for a state or a status.
     */
    public static Where listed(Where search, String status) {
        if (status == null) {
            return asksForAll(search) ? search : Where.join("and", List.of(search, Where.of(IN_SERVICE)));
        }
        return DeviceQuery.ANY.equals(status) ? search : Where.join("and", List.of(search, status(status)));
    }

    /** Whether a search says itself which states or statuses it is about. */
    public static boolean asksForAll(Where search) {
        return NAMES_SERVICE.matcher(search.sql()).find();
    }

    /**
     * The devices of a status, as {@link #LIVENESS} has it, said so that the planner can guess how many: of a whole fleet in
     * the wanted order it then reads as many as fill a page. How long ago the last contact is at least stands in statistics.
     */
    static Where status(String status) {
        return Where.of(
                switch (status) {
                    case "waiting" -> "d.waiting_since is not null";
                    case "out" -> "(d.state in ('ejected', 'retired') and d.waiting_since is null)";
                    case "disabled" -> "d.state = 'disabled'";
                    case "never" -> "(d.state = 'active' and c.last_contact_at is null)";
                    case "reporting" -> "(d.state = 'active' and u.heard >= since.late)";
                    case "late" ->
                        "(d.state = 'active' and c.last_contact_at < now() - interval '10 s'"
                                + " and u.heard < since.late and u.heard >= since.silent)";
                    case "silent" ->
                        "(d.state = 'active' and c.last_contact_at < now() - interval '30 s' and u.heard < since.silent)";
                    default -> throw new IllegalArgumentException("no status " + status);
                });
    }

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
                + (live ? LIVENESS_OF_DEVICE : "")
                + OWNED + " and " + condition;
    }

    /**
     * A page: its devices are found first, and only they are looked at closely. Where the channel alone says which, the
     * devices of the org are not read for it. Bound are the org, what {@code condition} has, how many and from where.
     */
    public static String page(String condition, DeviceQuery query) {
        var order = orderBy(query);
        return COLUMNS + "from (" + keys(condition, order) + " limit ? offset ?) p join device d on d.id = p.id" + ALL
                + order;
    }

    private static String keys(String condition, String order) {
        var serves = condition.contains(IN_SERVICE);
        var uses = condition.replace(IN_SERVICE, "") + " " + order.replace(KEY, "");
        var live = LIVE.matcher(uses).find();
        if (!(live || names("c", uses)) || Stream.of("d", "o", "s", "t").anyMatch(alias -> names(alias, uses))) {
            return "select d.id" + found(condition, order) + order;
        }
        return "select c.device as id" + CHANNEL_ALONE + (live || serves ? NOT_ACTIVE : "")
                + (live ? LIVENESS_OF_CHANNEL : "") + " where c.org_id = ? and "
                + condition.replace(IN_SERVICE, CHANNEL_IN_SERVICE) + order.replace(KEY, ", c.device");
    }

    private static boolean names(String alias, String sql) {
        return Pattern.compile("\\b" + alias + "\\.").matcher(sql).find();
    }

    private static String orderBy(DeviceQuery query) {
        var keys = query.sort().stream().map(DeviceQuery.Sort::sql).collect(Collectors.joining(", "));
        return " order by " + (keys.isEmpty() ? "lower(d.label)" : keys) + KEY;
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
