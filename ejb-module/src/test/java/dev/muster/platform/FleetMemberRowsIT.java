package dev.muster.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.AuditQuery;
import dev.muster.registry.boundary.Devices;
import dev.muster.registry.boundary.Fleets;
import dev.muster.registry.boundary.Groups;
import dev.muster.registry.boundary.SavedViews;
import dev.muster.registry.boundary.Sites;
import dev.muster.registry.entity.DeviceQuery;
import dev.muster.registry.entity.DeviceRow;
import dev.muster.testbed.AsApp;
import dev.muster.testbed.Filling;
import dev.muster.testbed.ServerTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Walks the catalogue in the scope of a fleet member: plain SQL shows what the boundary shows them, or nothing. A new
 * table is covered here without a line of test.
 */
class FleetMemberRowsIT extends ServerTest {

    private static final String TENANT_TABLES = """
            select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attname = '%s' and not a.attisdropped
            where n.nspname = 'muster' and c.relkind in ('r', 'p') and not c.relispartition order by 1""";

    /** A device is in them for people who see all of the org. */
    private static final Set<String> NOT_THEIRS = Set.of("device_group_member");

    @Inject
    private Filling filling;

    @Inject
    private Devices devices;

    @Inject
    private Fleets fleets;

    @Inject
    private Sites sites;

    @Inject
    private Groups groups;

    @Inject
    private SavedViews views;

    @Inject
    private AuditLog audit;

    @Test
    void every_table_shows_a_fleet_member_what_the_boundary_shows_or_nothing() {
        var org = world.org();
        var theirs = filling.org(org, 1);
        filling.org(org, 2);
        var person = world.personWithHash("none");
        world.join(person, org, null);
        world.raise(person, theirs.fleet(), Role.VIEWER);
        var member = world.signedIn(person, org.slug());
        var view = views.save(member, "Own", "", null, false).id().toString();
        var own = List.of(String.valueOf(person));
        var boundary = Map.of(
                "device.device_id", seen(member),
                "fleet.public_id", texts(fleets.list(member).stream().map(each -> each.id())),
                "site.public_id", texts(sites.list(member).stream().map(each -> each.id())),
                "device_group.public_id", texts(groups.list(member).stream().map(each -> each.id())),
                "saved_view.id", texts(views.list(member).stream().map(each -> each.id())),
                "audit_entry.id", audited(member),
                "membership.person_id", own,
                "fleet_member.person_id", own);
        assertThat(boundary.get("device.device_id")).containsExactly(theirs.device());
        assertThat(boundary.get("fleet.public_id"))
                .containsExactly(theirs.fleet().toString());
        assertThat(boundary.get("saved_view.id")).containsExactly(view);
        assertThat(boundary.get("audit_entry.id")).isNotEmpty();
        var ofDevices = world.texts(TENANT_TABLES.formatted("device"));
        try (var app = AsApp.in(Map.of("org_id", org.id(), "person_id", person))) {
            for (var table : world.texts(TENANT_TABLES.formatted("org_id"))) {
                var shown = boundary.keySet().stream()
                        .filter(key -> key.startsWith(table + "."))
                        .findFirst();
                if (shown.isPresent()) {
                    assertThat(app.texts("select " + shown.get() + " from " + table))
                            .as(table)
                            .containsExactlyInAnyOrderElementsOf(boundary.get(shown.get()));
                } else if (ofDevices.contains(table) && !NOT_THEIRS.contains(table)) {
                    assertThat(app.texts("select distinct d.device_id from " + table + " t"
                                    + " left join device d on d.id = t.device"))
                            .as(table)
                            .containsExactly(theirs.device());
                } else {
                    assertThat(app.texts("select 1 from " + table)).as(table).isEmpty();
                }
            }
        }
    }

    private List<String> seen(Caller member) {
        return devices.list(member, new DeviceQuery(null, null, List.of(), 0, 50)).items().stream()
                .map(DeviceRow::id)
                .toList();
    }

    private List<String> audited(Caller member) {
        return texts(audit.list(member, new AuditQuery(null, null, null, null, null, null, 0, 500)).items().stream()
                .map(each -> each.id()));
    }

    private static List<String> texts(java.util.stream.Stream<?> values) {
        return values.map(String::valueOf).toList();
    }
}
