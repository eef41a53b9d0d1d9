package dev.muster.registry.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.Role;
import dev.muster.registry.entity.DeviceState;
import dev.muster.testbed.DeviceTest;
import dev.muster.testbed.Talk;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeviceDoorIT extends DeviceTest {

    @Inject
    private DeviceDoor door;

    @Inject
    private Enrollments enrollments;

    @Inject
    private Connections connections;

    @Test
    void a_device_is_known_at_the_door_before_anybody_knows_its_org() {
        var found = door.claimed(device.deviceId()).orElseThrow();
        assertThat(found.orgId()).isEqualTo(manager.orgId());
        assertThat(found.secret()).isEqualTo(device.secret());
    }

    @Test
    void what_is_no_device_is_not_known() {
        assertThat(door.claimed(World.name("nobody"))).isEmpty();
        assertThat(door.claimed("' or true --")).isEmpty();
        assertThat(door.claimed("")).isEmpty();
        assertThat(door.claimed(null)).isEmpty();
        assertThat(door.claimed(device.deviceId().toUpperCase(java.util.Locale.ROOT)))
                .isEmpty();
    }

    @Test
    void nonsense_is_no_token_of_a_device() {
        assertThat(door.byToken(null)).isEmpty();
        assertThat(door.byToken("nonsense")).isEmpty();
    }

    @Test
    void open_sockets_of_several_orgs_are_looked_at_together() {
        var another = world.device(world.person(Role.MANAGER));
        world.move(manager, device.deviceId(), DeviceState.DISABLED, "lost");
        assertThat(door.stillValid(Map.of("one", World.pass(device), "two", World.pass(another))))
                .isEqualTo(Map.of("one", DeviceState.DISABLED, "two", DeviceState.ACTIVE));
    }

    @Test
    void a_socket_of_a_replaced_or_revoked_credential_is_no_longer_valid() {
        var revoked = world.device(manager);
        var stale = Map.of("replaced", World.pass(device), "revoked", World.pass(revoked));
        assertThat(door.stillValid(stale)).hasSize(2);
        enrollments.renew(device, Talk.signed(device, 1, new byte[0]), World.ADDRESS, "r");
        connections.opened(World.pass(door.claimed(device.deviceId()).orElseThrow()), UUID.randomUUID());
        world.change("update device_credential set revoked_at = now() where device = ?", revoked.device());
        assertThat(door.stillValid(stale)).isEmpty();
    }

    @Test
    void a_socket_of_a_device_that_left_its_org_is_no_longer_valid() {
        var pass = World.pass(device);
        for (var table : new String[] {"device_channel", "device_credential"}) {
            world.change(
                    "update " + table + " set org_id = ? where device = ?",
                    world.org().id(),
                    device.device());
        }
        world.change("update device set org_id = ? where id = ?", world.org().id(), device.device());
        assertThat(door.stillValid(Map.of("gone", pass))).isEmpty();
    }
}
