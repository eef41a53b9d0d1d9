package dev.muster.registry.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.platform.Caller;
import dev.muster.platform.JsonColumn;
import dev.muster.platform.Refusal;
import dev.muster.platform.Sql;
import dev.muster.protocol.Json;
import dev.muster.protocol.Text;
import dev.muster.registry.entity.DeviceFacts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** What people write down about one device, in its row. */
@ApplicationScoped
public class FactRows {

    @Inject
    private Sql sql;

    /** @throws Refusal 422 for a site that is not the org's */
    public void write(Caller caller, long device, DeviceFacts facts, int version) {
        sql.update(
                """
                update device set label = ?, tags = ?, attributes = ?::jsonb, site = ?, model = ?, notes = ?, sim = ?,
                    updated_at = now(), version = ?
                where id = ?""",
                facts.label(),
                facts.tags().toArray(String[]::new),
                JsonColumn.of(facts.attributes()),
                site(caller, facts.site()),
                facts.model(),
                facts.notes(),
                facts.sim(),
                version,
                device);
    }

    /** For the audit: each member that differs, as {@code {"from": …, "to": …}}. */
    public static Map<String, Object> changes(ObjectNode before, ObjectNode after) {
        var changes = new LinkedHashMap<String, Object>();
        var names = new TreeSet<String>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        for (var name : names) {
            if (!before.path(name).equals(after.path(name))) {
                changes.put(
                        name,
                        Json.object().<ObjectNode>set("from", before.path(name)).set("to", after.path(name)));
            }
        }
        return changes;
    }

    /** 422: a site is made first. */
    public static Refusal noSite(String slug) {
        return Refusal.invalid(
                "/site",
                "there is no site " + Text.clean(slug, 63)
                        + ": create it first (muster sites create), or leave the site out");
    }

    private Long site(Caller caller, String slug) {
        return slug == null
                ? null
                : sql.one(
                                "select id from site where org_id = ? and slug = ?",
                                row -> row.number("id"),
                                caller.orgId(),
                                slug)
                        .orElseThrow(() -> noSite(slug));
    }
}
