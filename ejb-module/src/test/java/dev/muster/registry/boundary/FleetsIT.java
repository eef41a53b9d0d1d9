package dev.muster.registry.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.registry.control.Members;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FleetsIT extends ServerTest {

    @Inject
    private Fleets fleets;

    private World.Org org;
    private Caller manager;

    @BeforeEach
    void an_org_with_a_manager() {
        org = world.org();
        manager = world.person(org, Role.MANAGER);
    }

    @Test
    void a_fleet_is_made_renamed_filled_emptied_and_deleted() {
        var fleet = fleets.create(manager, "Prüfstand 7", null);
        assertThat(fleet.slug()).isEqualTo("prufstand-7");
        var device = world.device(manager).deviceId();
        assertThat(fleets.add(manager, fleet.id(), List.of(device)).devices()).isEqualTo(1);
        assertThat(fleets.add(manager, fleet.id(), List.of(device)).devices())
                .as("again")
                .isEqualTo(1);
        assertThat(fleets.rename(manager, fleet.id(), "Bench", fleet.version()).name())
                .isEqualTo("Bench");
        assertThat(Refused.with(() -> fleets.rename(manager, fleet.id(), "Late", fleet.version())))
                .isEqualTo("412 version");
        assertThat(fleets.remove(manager, fleet.id(), List.of(device)).devices())
                .isZero();
        fleets.add(manager, fleet.id(), List.of(device));
        fleets.delete(manager, fleet.id());
        assertThat(fleets.list(manager)).isEmpty();
        assertThat(world.text("select state from device where device_id = ?", device))
                .as("the device stays")
                .isEqualTo("active");
        assertThat(world.texts(
                        "select action from audit_entry where org_id = ? and target_id = ? order by id",
                        org.id(),
                        fleet.id().toString()))
                .containsExactly(
                        "fleet.created",
                        "fleet.devices-added",
                        "fleet.devices-added",
                        "fleet.changed",
                        "fleet.devices-removed",
                        "fleet.devices-added",
                        "fleet.deleted");
        assertThat(world.texts(
                        "select action || ' ' || (detail ->> 'fleet') || ' ' || actor_name from audit_entry"
                                + " where org_id = ? and target_id = ? and action like 'device.fleet-%' order by id",
                        org.id(), device))
                .as("the device's own audit: who decided who sees it, once each")
                .containsExactly(
                        "device.fleet-joined Prüfstand 7 " + manager.email(),
                        "device.fleet-left Bench " + manager.email(),
                        "device.fleet-joined Bench " + manager.email(),
                        "device.fleet-left Bench " + manager.email());
    }

    @Test
    void bad_names_and_taken_slugs_are_refused() {
        fleets.create(manager, "Bench", "bench");
        assertThat(Refused.with(() -> fleets.create(manager, "Other", "bench"))).isEqualTo("409 fleet-exists");
        assertThat(Refused.with(() -> fleets.create(manager, " ", null))).isEqualTo("422 invalid");
        assertThat(Refused.with(() -> fleets.create(manager, "x".repeat(201), null)))
                .isEqualTo("422 invalid");
        assertThat(Refused.with(() -> fleets.create(manager, "漢字", null)))
                .as("nothing to make a slug from")
                .isEqualTo("422 invalid");
        assertThat(Refused.with(() -> fleets.create(manager, "A", "Über"))).isEqualTo("422 invalid");
        var others = fleets.create(world.person(Role.ADMIN), "Bench", "bench");
        assertThat(others.slug()).as("a slug is unique in its org").isEqualTo("bench");
    }

    @Test
    void less_than_a_manager_of_the_org_changes_no_fleet() {
        var fleet = fleets.create(manager, "Bench", null);
        var device = world.device(manager).deviceId();
        var operator = world.person(org, Role.OPERATOR);
        var raised = world.personWithHash("none");
        world.join(raised, org, null);
        world.raise(raised, fleet.id(), Role.ADMIN);
        for (var caller : List.of(operator, world.signedIn(raised, org.slug()))) {
            assertThat(fleets.get(caller, fleet.id()).name()).isEqualTo("Bench");
            assertThat(Refused.with(() -> fleets.create(caller, "Mine", null))).isEqualTo("403 forbidden");
            assertThat(Refused.with(() -> fleets.rename(caller, fleet.id(), "Mine", null)))
                    .isEqualTo("403 forbidden");
            assertThat(Refused.with(() -> fleets.delete(caller, fleet.id()))).isEqualTo("403 forbidden");
            assertThat(Refused.with(() -> fleets.add(caller, fleet.id(), List.of(device))))
                    .isEqualTo("403 forbidden");
            assertThat(Refused.with(() -> fleets.remove(caller, fleet.id(), List.of(device))))
                    .isEqualTo("403 forbidden");
        }
    }

    @Test
    void T_R01_one_foreign_device_refuses_the_whole_request() {
        var fleet = fleets.create(manager, "Bench", null);
        var stranger = world.person(Role.ADMIN);
        var mine = world.device(manager).deviceId();
        var foreign = world.device(stranger).deviceId();
        assertThat(Refused.with(() -> fleets.add(manager, fleet.id(), List.of(mine, foreign))))
                .isEqualTo("404 not-found");
        assertThat(fleets.get(manager, fleet.id()).devices()).isZero();
        for (var id : List.of(fleet.id(), UUID.randomUUID())) {
            assertThat(Refused.with(() -> fleets.get(stranger, id))).isEqualTo("404 not-found");
            assertThat(Refused.with(() -> fleets.add(stranger, id, List.of(foreign))))
                    .isEqualTo("404 not-found");
            assertThat(Refused.with(() -> fleets.delete(stranger, id))).isEqualTo("404 not-found");
        }
        assertThat(fleets.list(stranger)).isEmpty();
    }

    @Test
    void a_request_names_a_bounded_number_of_devices() {
        var fleet = fleets.create(manager, "Bench", null).id();
        assertThat(Refused.with(() -> fleets.add(manager, fleet, List.of()))).isEqualTo("422 invalid");
        assertThat(Refused.with(() -> fleets.add(manager, fleet, null))).isEqualTo("422 invalid");
        var many = java.util.stream.IntStream.rangeClosed(0, Members.MOST_DEVICES)
                .mapToObj(i -> "d" + i)
                .toList();
        assertThat(Refused.with(() -> fleets.add(manager, fleet, many))).isEqualTo("422 invalid");
    }
}
