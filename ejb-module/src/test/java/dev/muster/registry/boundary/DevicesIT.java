package dev.muster.registry.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.Caller;
import dev.muster.platform.Permission;
import dev.muster.platform.Role;
import dev.muster.protocol.Json;
import dev.muster.registry.entity.DeviceQuery;
import dev.muster.registry.entity.DeviceRow;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.NewDevice;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DevicesIT extends ServerTest {

    @Inject
    private Devices devices;

    private World.Org org;
    private Caller manager;

    @BeforeEach
    void an_org_with_a_manager() {
        org = world.org();
        manager = world.person(org, Role.MANAGER);
    }

    @Test
    void a_text_finds_devices_by_id_and_by_label_in_any_case() {
        var byId = register(World.name("press"), "North hall");
        var byLabel = register(World.name("d"), "The PRESS of plant 2");
        register(World.name("d"), "Freezer");
        assertThat(ids(query("press"))).containsExactlyInAnyOrder(byId, byLabel);
        assertThat(ids(query("nothing like it"))).isEmpty();
    }

    @Test
    void percent_underscore_and_backslash_mean_themselves() {
        var percent = register(World.name("d"), "100% load");
        var underscore = register(World.name("d"), "line_3");
        var backslash = register(World.name("d"), "C:\\tools");
        register(World.name("d"), "100 load");
        register(World.name("d"), "line-3");
        assertThat(ids(query("100%"))).containsExactly(percent);
        assertThat(ids(query("%"))).containsExactly(percent);
        assertThat(ids(query("e_3"))).containsExactly(underscore);
        assertThat(ids(query("_"))).containsExactly(underscore);
        assertThat(ids(query("\":\\\\t\""))).containsExactly(backslash);
        assertThat(ids(query("\"'; drop table device; --\""))).isEmpty();
    }

    @Test
    void the_list_filters_and_counts_by_status() {
        var reporting = register(World.name("d"), "a");
        heard(reporting, "2 seconds");
        var late = register(World.name("d"), "b");
        heard(late, "20 seconds");
        var silent = register(World.name("d"), "c");
        heard(silent, "2 hours");
        var never = register(World.name("d"), "d");
        var disabled = register(World.name("d"), "e");
        heard(disabled, "2 seconds");
        world.move(manager, disabled, DeviceState.DISABLED, "lost");

        assertThat(ids(status("reporting"))).containsExactly(reporting);
        assertThat(ids(status("late"))).containsExactly(late);
        assertThat(ids(status("silent"))).containsExactly(silent);
        assertThat(ids(status("never"))).containsExactly(never);
        assertThat(ids(status("disabled"))).containsExactly(disabled);
        assertThat(devices.counts(manager, query(null)))
                .containsEntry("reporting", 1L)
                .containsEntry("late", 1L)
                .containsEntry("silent", 1L)
                .containsEntry("never", 1L)
                .containsEntry("disabled", 1L);
    }

    @Test
    void devices_out_of_service_are_in_no_count_of_the_living_and_in_a_list_only_where_asked_for() {
        var active = register(World.name("d"), "Pump a");
        heard(active, "2 seconds");
        var disabled = register(World.name("d"), "Pump b");
        world.move(manager, disabled, DeviceState.DISABLED, "lost");
        var retired = register(World.name("d"), "Pump c");
        heard(retired, "2 hours");
        world.move(manager, retired, DeviceState.RETIRED, "scrapped");
        var ejected = register(World.name("d"), "Pump d");
        world.move(manager, ejected, DeviceState.EJECTED, "over");
        var waiting = register(World.name("d"), "Pump e");
        world.change("update device set state = 'ejected', waiting_since = now() where device_id = ?", waiting);

        for (var sort : List.of("label", "status", "-lastSeen", "-firmware", "label,-errors")) {
            for (var text : new String[] {null, "label:Pump*", "pump"}) {
                assertThat(ids(new DeviceQuery(text, null, DeviceQuery.sorts(sort), 0, 50)))
                        .as("%s by %s", text, sort)
                        .containsExactlyInAnyOrder(active, disabled);
            }
            assertThat(ids(new DeviceQuery(null, "any", DeviceQuery.sorts(sort), 0, 50)))
                    .as("by %s", sort)
                    .containsExactlyInAnyOrder(active, disabled, retired, ejected, waiting);
            assertThat(ids(new DeviceQuery(null, "silent", DeviceQuery.sorts(sort), 0, 50)))
                    .isEmpty();
            assertThat(ids(new DeviceQuery(null, "never", DeviceQuery.sorts(sort), 0, 50)))
                    .isEmpty();
            assertThat(ids(new DeviceQuery(null, "waiting", DeviceQuery.sorts(sort), 0, 50)))
                    .containsExactly(waiting);
            assertThat(ids(new DeviceQuery(null, "out", DeviceQuery.sorts(sort), 0, 50)))
                    .containsExactlyInAnyOrder(retired, ejected);
        }
        assertThat(ids(query("state:retired"))).containsExactly(retired);
        assertThat(ids(query("status:out"))).containsExactlyInAnyOrder(retired, ejected);
        assertThat(ids(query("status:waiting"))).containsExactly(waiting);
        assertThat(ids(query("NOT state:retired"))).containsExactlyInAnyOrder(active, disabled, ejected, waiting);
        assertThat(devices.counts(manager, query(null)))
                .containsEntry("reporting", 1L)
                .containsEntry("disabled", 1L)
                .containsEntry("silent", 0L)
                .containsEntry("never", 0L)
                .containsEntry("waiting", 1L)
                .containsEntry("out", 2L);
        assertThat(devices.get(manager, retired).status()).isEqualTo("out");
        assertThat(devices.showsAll(manager, query("state:retired"))).isTrue();
        assertThat(devices.showsAll(manager, query("pump"))).isFalse();
        assertThat(Refused.with(() -> new DeviceQuery(null, "gone", List.of(), 0, 50)))
                .isEqualTo("422 invalid");
    }

    @Test
    void the_status_of_the_list_is_the_status_of_the_device() {
        for (var age : List.of("1 second", "11 seconds", "29 seconds", "31 seconds", "100 seconds", "400 seconds")) {
            for (var cadence : new Double[] {null, 1.0, 60.0}) {
                var id = register(World.name("d"), "d");
                heard(id, age);
                world.change(
                        "update device_channel set cadence_sec = ? where device = (select id from device where device_id = ?)",
                        cadence,
                        id);
                assertThat(devices.get(manager, id).status())
                        .as("%s, cadence %s", age, cadence)
                        .isEqualTo(devices.detail(manager, id).liveness().status());
            }
        }
    }

    @Test
    void the_list_is_sorted_by_every_field_it_names_and_by_several() {
        var b = register(World.name("b"), "same");
        var a = register(World.name("a"), "same");
        var c = register(World.name("c"), "Zebra");
        heard(a, "1 hour");
        assertThat(ids(sorted("label", false, "id", false))).containsExactly(a, b, c);
        assertThat(ids(sorted("label", true, "id", true))).containsExactly(c, b, a);
        for (var field : List.of(
                "id",
                "label",
                "org",
                "state",
                "status",
                "lastSeen",
                "transport",
                "firmware",
                "errors",
                "createdAt",
                "updatedAt")) {
            assertThat(ids(sorted(field, true))).as(field).containsExactlyInAnyOrder(a, b, c);
        }
        assertThat(ids(sorted("lastSeen", false)).get(0))
                .as("without a value: last")
                .isEqualTo(a);
        assertThat(ids(sorted("lastSeen", true)).get(0))
                .as("without a value: last")
                .isEqualTo(a);
    }

    @Test
    void the_order_is_the_same_whether_the_channels_alone_are_read_or_the_devices_too() {
        var expected = new ArrayList<String>();
        for (var each : List.of("2 hours", "1 hour", "20 seconds", "15 seconds", "never", "disabled", "2 seconds")) {
            var id = register(World.name("d"), "Pump " + each);
            if (!each.equals("never")) {
                heard(id, each.equals("disabled") ? "2 hours" : each);
            }
            if (each.equals("disabled")) {
                world.move(manager, id, DeviceState.DISABLED, "lost");
            }
            expected.add(id);
        }
        assertThat(ids(sorted("status", false))).isEqualTo(expected);
        for (var field : List.of("status", "lastSeen", "firmware", "transport")) {
            for (var descending : List.of(false, true)) {
                var sort = List.of(new DeviceQuery.Sort(field, descending));
                assertThat(ids(new DeviceQuery(null, null, sort, 0, 50)))
                        .as("%s, descending %s", field, descending)
                        .isEqualTo(ids(new DeviceQuery("label:Pump*", null, sort, 0, 50)));
                assertThat(ids(new DeviceQuery(null, "silent", sort, 0, 50)))
                        .containsExactlyInAnyOrder(expected.get(0), expected.get(1));
            }
        }
    }

    @Test
    void the_pages_of_a_list_have_every_device_once() {
        for (var i = 0; i < 7; i++) {
            register(World.name("d"), "equal label");
        }
        var all = new ArrayList<String>();
        for (String cursor = "0"; cursor != null; ) {
            var page = devices.list(manager, new DeviceQuery(null, null, List.of(), Integer.parseInt(cursor), 3));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(3);
            page.items().forEach(device -> all.add(device.id()));
            cursor = page.nextCursor();
        }
        assertThat(all).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void T_R01_devices_of_another_org_are_absent_from_every_question() {
        var mine = register(World.name("d"), "secret label");
        var stranger = world.person(Role.ADMIN);
        assertThat(devices.list(stranger, query(null)).items()).isEmpty();
        assertThat(devices.list(stranger, query("secret label")).items()).isEmpty();
        assertThat(devices.counts(stranger, query(null)).values()).containsOnly(0L);
        assertThat(devices.connected(stranger, new dev.muster.platform.ListQuery(null, null, 0, 50))
                        .items())
                .isEmpty();
        assertThat(Refused.with(() -> devices.require(stranger, mine, Permission.VIEW_DEVICES)))
                .isEqualTo("404 not-found");
        var foreign = Refused.by(() -> devices.get(stranger, mine));
        var absent = Refused.by(() -> devices.get(stranger, World.name("d")));
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign.getMessage()).isEqualTo(absent.getMessage());
        assertThat(Refused.with(() -> devices.detail(stranger, mine))).isEqualTo("404 not-found");
        assertThat(Refused.with(() -> devices.edit(stranger, mine, Json.object().put("label", "taken"), null)))
                .isEqualTo("404 not-found");
        assertThat(Refused.with(() -> world.move(stranger, mine, DeviceState.DISABLED, "x")))
                .isEqualTo("404 not-found");
        assertThat(devices.get(manager, mine).version()).as("nothing happened").isEqualTo(1);
    }

    @Test
    void registering_by_hand_shows_the_secret_and_is_in_the_audit() {
        var id = World.name("d");
        var registered = devices.register(
                manager,
                NewDevice.of(Json.object()
                        .put("id", id)
                        .put("label", "Press")
                        .put("model", "P-100")
                        .put("notes", "notes")));
        assertThat(java.util.Base64.getDecoder().decode(registered.secret())).hasSize(32);
        assertThat(registered.device().status()).isEqualTo("never");
        assertThat(registered.device().model()).isEqualTo("P-100");
        assertThat(world.texts("select action || ' ' || actor_name from audit_entry where target_id = ?", id))
                .containsExactly("device.registered " + manager.email());
    }

    @Test
    void an_id_is_unique_on_the_whole_platform() {
        var id = register(World.name("d"), "mine");
        var stranger = world.person(Role.MANAGER);
        assertThat(Refused.with(() -> devices.register(stranger, NewDevice.named(id, null))))
                .isEqualTo("409 device-exists");
        assertThat(Refused.with(() -> devices.register(manager, NewDevice.named(id, null))))
                .isEqualTo("409 device-exists");
    }

    @Test
    void a_viewer_and_an_operator_look_and_change_nothing() {
        var id = register(World.name("d"), "d");
        for (var role : List.of(Role.VIEWER, Role.OPERATOR)) {
            var person = world.person(org, role);
            assertThat(devices.get(person, id).id()).isEqualTo(id);
            assertThat(Refused.with(() -> devices.edit(person, id, Json.object().put("label", "x"), null)))
                    .isEqualTo("403 forbidden");
            assertThat(Refused.with(() -> world.move(person, id, DeviceState.DISABLED, "x")))
                    .isEqualTo("403 forbidden");
            assertThat(Refused.with(() -> devices.register(person, NewDevice.named(World.name("d"), null))))
                    .isEqualTo("403 forbidden");
        }
    }

    @Test
    void a_label_is_changed_by_whoever_saw_its_last_version() {
        var id = register(World.name("d"), "old");
        assertThat(devices.edit(manager, id, Json.object().put("label", " new "), 1)
                        .label())
                .isEqualTo("new");
        assertThat(Refused.with(() -> devices.edit(manager, id, Json.object().put("label", "newer"), 1)))
                .isEqualTo("412 version");
        assertThat(devices.edit(manager, id, Json.object().put("label", "newer"), null)
                        .version())
                .isEqualTo(3);
        assertThat(Refused.with(() -> devices.edit(manager, id, Json.object().put("label", "  "), null)))
                .isEqualTo("422 invalid");
    }

    private String register(String id, String label) {
        return devices.register(manager, NewDevice.named(id, label)).device().id();
    }

    private void heard(String id, String ago) {
        world.change(
                "update device_channel set last_contact_at = now() - ?::interval where device ="
                        + " (select id from device where device_id = ?)",
                ago,
                id);
    }

    private List<String> ids(DeviceQuery query) {
        return devices.list(manager, query).items().stream().map(DeviceRow::id).toList();
    }

    private static DeviceQuery query(String text) {
        return new DeviceQuery(text, null, List.of(), 0, 50);
    }

    private static DeviceQuery status(String status) {
        return new DeviceQuery(null, status, List.of(), 0, 50);
    }

    private static DeviceQuery sorted(String field, boolean descending) {
        return new DeviceQuery(null, null, List.of(new DeviceQuery.Sort(field, descending)), 0, 50);
    }

    private static DeviceQuery sorted(String first, boolean firstDown, String second, boolean secondDown) {
        return new DeviceQuery(
                null,
                null,
                List.of(new DeviceQuery.Sort(first, firstDown), new DeviceQuery.Sort(second, secondDown)),
                0,
                50);
    }
}
