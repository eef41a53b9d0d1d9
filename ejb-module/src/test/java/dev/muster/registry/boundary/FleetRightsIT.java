package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.AuditQuery;
import dev.muster.command.boundary.CommandQueue;
import dev.muster.command.entity.NewCommand;
import dev.muster.platform.Caller;
import dev.muster.platform.Permission;
import dev.muster.platform.Role;
import dev.muster.protocol.Json;
import dev.muster.registry.entity.DeviceQuery;
import dev.muster.registry.entity.DeviceRow;
import dev.muster.telemetry.boundary.Telemetry;
import dev.muster.telemetry.entity.Span;
import dev.muster.testbed.DeviceStream;
import dev.muster.testbed.Postgres;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.Talk;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Who sees what and may do what where fleets cut an org: four devices (in fleet A, in B, in both, in none) and each kind
 * of person, each cell.
 */
class FleetRightsIT extends ServerTest {

    private static final List<String> PLACES = List.of("A", "B", "both", "none");

    @Inject
    private Devices devices;

    @Inject
    private Fleets fleets;

    @Inject
    private CommandQueue queue;

    @Inject
    private Telemetry telemetry;

    @Inject
    private DeviceStream stream;

    @Inject
    private AuditLog audit;

    private World.Org org;
    private UUID a;
    private UUID b;
    private final Map<String, String> ids = new LinkedHashMap<>();

    @BeforeEach
    void four_devices_in_two_fleets() {
        org = world.org();
        var manager = world.person(org, Role.MANAGER);
        a = fleets.create(manager, "A", null).id();
        b = fleets.create(manager, "B", null).id();
        for (var place : PLACES) {
            var device = world.device(manager);
            ids.put(place, device.deviceId());
            stream.accept(World.pass(device), List.of(Talk.message(Talk.reading(1, 20))));
            queue.queue(manager, device.deviceId(), NewCommand.parse("ping"));
        }
        fleets.add(manager, a, List.of(ids.get("A"), ids.get("both")));
        fleets.add(manager, b, List.of(ids.get("B"), ids.get("both")));
    }

    /** Rows: the person. Columns: the strongest role for the device in A, in B, in both, in none; null for not seen. */
    @Test
    void T_R02_the_role_for_a_device_is_the_strongest_of_its_own_places_and_never_a_sum() {
        var softly = new SoftAssertions();
        var viewer = Role.VIEWER;
        var operator = Role.OPERATOR;
        var manager = Role.MANAGER;
        var admin = Role.ADMIN;
        // org role, role in A, role in B → A, B, both, none
        cells(softly, null, null, null, null, null, null, null);
        cells(softly, null, viewer, null, viewer, null, viewer, null);
        cells(softly, null, viewer, operator, viewer, operator, operator, null);
        cells(softly, null, operator, viewer, operator, viewer, operator, null);
        cells(softly, null, viewer, manager, viewer, manager, manager, null);
        cells(softly, null, admin, viewer, admin, viewer, admin, null);
        cells(softly, null, operator, operator, operator, operator, operator, null);
        cells(softly, viewer, null, null, viewer, viewer, viewer, viewer);
        cells(softly, viewer, operator, null, operator, viewer, operator, viewer);
        cells(softly, viewer, operator, manager, operator, manager, manager, viewer);
        cells(softly, operator, viewer, null, operator, operator, operator, operator);
        cells(softly, manager, viewer, admin, manager, admin, admin, manager);
        cells(softly, admin, viewer, viewer, admin, admin, admin, admin);
        softly.assertAll();
    }

    private void cells(SoftAssertions softly, Role inOrg, Role inA, Role inB, Role... expected) {
        var caller = person(inOrg, inA, inB);
        var who = "org " + inOrg + ", A " + inA + ", B " + inB;
        var seen = new ArrayList<String>();
        for (var i = 0; i < PLACES.size(); i++) {
            var place = PLACES.get(i);
            var id = ids.get(place);
            var what = who + ", device in " + place + ": ";
            var role = expected[i];
            if (role != null) {
                seen.add(id);
            }
            softly.assertThat(Refused.orNone(() -> devices.get(caller, id)))
                    .as(what + "get")
                    .isEqualTo(answer(role, Permission.VIEW_DEVICES));
            softly.assertThat(Refused.orNone(() -> telemetry.readings(caller, id, new Span(null, null, 10))))
                    .as(what + "readings")
                    .isEqualTo(answer(role, Permission.VIEW_DEVICES));
            softly.assertThat(Refused.orNone(() -> queue.queue(caller, id, NewCommand.parse("ping"))))
                    .as(what + "ping")
                    .isEqualTo(answer(role, Permission.COMMAND_SAFE));
            softly.assertThat(Refused.orNone(
                            () -> devices.edit(caller, id, Json.object().put("label", "label"), null)))
                    .as(what + "rename")
                    .isEqualTo(answer(role, Permission.EDIT_DEVICES));
            for (var permission : Permission.values()) {
                if (permission.reach() == Permission.Reach.DEVICE) {
                    softly.assertThat(Refused.orNone(() -> devices.require(caller, id, permission)))
                            .as(what + permission)
                            .isEqualTo(answer(role, permission));
                }
            }
        }
        var best = Stream.of(inOrg, inA, inB).filter(Objects::nonNull).max(Role::compareTo);
        softly.assertThat(fleets.mayAnywhere(caller, Permission.MOVE_DEVICES))
                .as(who + ": moves anything")
                .isEqualTo(best.isPresent() && best.get().covers(Role.MANAGER));
        softly.assertThat(devices.list(caller, new DeviceQuery(null, null, List.of(), 0, 50))
                        .items())
                .as(who + ": list")
                .extracting(DeviceRow::id)
                .containsExactlyInAnyOrderElementsOf(seen);
        softly.assertThat(devices.counts(caller, new DeviceQuery(null, null, List.of(), 0, 50)).values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .as(who + ": counts")
                .isEqualTo(seen.size());
        softly.assertThat(inPlainSql(caller)).as(who + ": plain SQL").isEqualTo(expectedRows(seen));
        world.change("update command set state = 'CANCELLED' where org_id = ?", org.id()); // room for the next person's
        softly.assertThat(auditTargets(caller, inOrg)).as(who + ": audit").allMatch(seen::contains);
    }

    /** "none" where it goes through. */
    private static String answer(Role role, Permission permission) {
        return role == null ? "404 not-found" : role.covers(permission.role()) ? "none" : "403 forbidden";
    }

    private Caller person(Role inOrg, Role inA, Role inB) {
        var person = world.personWithHash("none");
        world.join(person, org, inOrg);
        if (inA != null) {
            world.raise(person, a, inA);
        }
        if (inB != null) {
            world.raise(person, b, inB);
        }
        return world.signedIn(person, org.slug());
    }

    /** Devices of the audit's entries that a person without an org role reads. */
    private List<String> auditTargets(Caller caller, Role inOrg) {
        return inOrg != null
                ? List.of()
                : audit.list(caller, new AuditQuery(null, null, null, null, null, null, 0, 200)).items().stream()
                        .map(entry -> entry.target().id())
                        .toList();
    }

    /** What the application's role sees with this person's scope, table by table, past the application. */
    private Map<String, List<String>> inPlainSql(Caller caller) {
        try (var connection = Postgres.connect(Postgres.APP);
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select set_config('app.org_id', '" + caller.orgId() + "', true),"
                    + " set_config('app.person_id', '" + caller.personId() + "', true),"
                    + " set_config('app.wide', '" + (caller.wide() ? "on" : "") + "', true)");
            var seen = new LinkedHashMap<String, List<String>>();
            for (var table : List.of("device_channel", "device_credential", "reading", "command")) {
                try (var rows = statement.executeQuery("select distinct device from " + table)) {
                    var found = new ArrayList<String>();
                    while (rows.next()) {
                        found.add(world.text("select device_id from device where id = ?", rows.getLong(1)));
                    }
                    seen.put(table, found.stream().sorted().toList());
                }
            }
            return seen;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, List<String>> expectedRows(List<String> seen) {
        var sorted = seen.stream().sorted().toList();
        var rows = new LinkedHashMap<String, List<String>>();
        for (var table : List.of("device_channel", "device_credential", "reading", "command")) {
            rows.put(table, sorted);
        }
        return rows;
    }
}
