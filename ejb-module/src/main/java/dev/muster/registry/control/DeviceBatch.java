package dev.muster.registry.control;

import dev.muster.platform.Caller;
import dev.muster.platform.JsonColumn;
import dev.muster.platform.Row;
import dev.muster.platform.Sql;
import dev.muster.registry.entity.DeviceFacts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Many devices at once, in as many statements for ten thousand as for one. */
@ApplicationScoped
public class DeviceBatch {

    private static final String ROWS = """
            jsonb_to_recordset(?::jsonb) as x(id text, label text, tags text[], attributes jsonb, site text,
                model text, notes text, sim text) left join site t on t.slug = x.site and t.org_id = ?""";

    @Inject
    private Sql sql;

    /** What people wrote down of those of the devices that are in the caller's org, by id; they are locked before it is read. */
    public Map<String, DeviceFacts> known(Caller caller, Collection<String> ids) {
        var known = new HashMap<String, DeviceFacts>();
        var wanted = ids.toArray(String[]::new);
        sql.query(
                "select id from device where org_id = ? and device_id = any(?) order by device_id for update",
                row -> null,
                caller.orgId(),
                wanted);
        sql.query("""
                        select d.device_id, d.label, d.tags, d.attributes, t.slug as site, d.model, d.notes, d.sim
                        from device d left join site t on t.id = d.site
                        where d.org_id = ? and d.device_id = any(?)""", row -> Map.entry(row.text("device_id"), facts(row)), caller.orgId(), wanted)
                .forEach(entry -> known.put(entry.getKey(), entry.getValue()));
        return known;
    }

    /** Slugs of the caller's sites. */
    public Set<String> sites(Caller caller) {
        return new HashSet<>(
                sql.query("select slug from site where org_id = ?", row -> row.text("slug"), caller.orgId()));
    }

    /** New active devices without a credential; returns the ids that were free. */
    public Set<String> create(Caller caller, Map<String, DeviceFacts> devices) {
        return new HashSet<>(sql.query(
                """
                with made as (
                    insert into device (device_id, org_id, state, label, tags, attributes, site, model, notes, sim)
                    select x.id, ?, 'active', x.label, x.tags, x.attributes, t.id, x.model, x.notes, x.sim
                    from\s""" + ROWS + """
                     on conflict (device_id) do nothing returning id, org_id, device_id),
                channels as (insert into device_channel (device, org_id) select id, org_id from made)
                select device_id from made""", row -> row.text("device_id"), caller.orgId(), json(devices), caller.orgId()));
    }

    public void update(Caller caller, Map<String, DeviceFacts> devices) {
        sql.update(
                """
                update device d set label = x.label, tags = x.tags, attributes = x.attributes, site = x.site_key,
                    model = x.model, notes = x.notes, sim = x.sim, updated_at = now(), version = d.version + 1
                from (select x.*, t.id as site_key from\s""" + ROWS + ") x where d.device_id = x.id and d.org_id = ?",
                json(devices),
                caller.orgId(),
                caller.orgId());
    }

    private static String json(Map<String, DeviceFacts> devices) {
        return JsonColumn.of(devices.entrySet().stream()
                .map(entry -> entry.getValue().toJson().put("id", entry.getKey()))
                .toList());
    }

    private static DeviceFacts facts(Row row) throws SQLException {
        return new DeviceFacts(
                row.text("label"),
                row.texts("tags"),
                row.object("attributes"),
                row.text("site"),
                row.text("model"),
                row.text("notes"),
                row.text("sim"));
    }
}
