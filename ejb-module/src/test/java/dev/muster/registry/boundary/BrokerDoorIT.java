package dev.muster.registry.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.checkin.boundary.GroupWriter;
import dev.muster.checkin.entity.BrokerShare;
import dev.muster.checkin.entity.Outcome;
import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.platform.Scope;
import dev.muster.registry.entity.BrokerDevice;
import dev.muster.registry.entity.DevicePass;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.DeviceSwitch;
import dev.muster.registry.entity.DoorRecord;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.Talk;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** For whom a broker may speak. */
class BrokerDoorIT extends ServerTest {

    private static final Scope PLATFORM = Scope.ofPlatform();

    @Inject
    private BrokerDoor door;

    @Inject
    private DeviceSwitches switches;

    @Inject
    private DeviceCredentials credentials;

    @Inject
    private GroupWriter writer;

    private World.Org org;
    private Caller manager;
    private DoorRecord device;

    @BeforeEach
    void a_device() {
        org = world.org();
        manager = world.person(org, Role.MANAGER);
        device = world.device(manager);
    }

    @Test
    void a_device_is_found_under_its_own_org_and_no_other() {
        assertThat(named(org)).isPresent();
        assertThat(door.named(world.org().slug(), device.deviceId())).isEmpty();
        assertThat(door.named(org.slug(), World.name("nobody"))).isEmpty();
    }

    @Test
    void no_broker_speaks_for_it_until_a_manager_says_so() {
        assertThat(Refused.with(() -> pass())).isEqualTo("403 mqtt-off");
        assertThat(Refused.with(() ->
                        switches.set(world.person(org, Role.OPERATOR), device.deviceId(), DeviceSwitch.MQTT, true)))
                .isEqualTo("403 forbidden");
        assertThat(Refused.with(
                        () -> switches.set(world.person(Role.MANAGER), device.deviceId(), DeviceSwitch.MQTT, true)))
                .isEqualTo("404 not-found");
        switches.set(manager, device.deviceId(), DeviceSwitch.MQTT, true);
        assertThat(pass().device()).isEqualTo(device.device());
        assertThat(switches.isOn(world.person(org, Role.VIEWER), device.deviceId(), DeviceSwitch.MQTT))
                .isTrue();
        switches.set(manager, device.deviceId(), DeviceSwitch.MQTT, false);
        assertThat(Refused.with(() -> pass())).isEqualTo("403 mqtt-off");
        assertThat(world.texts(
                        "select action from audit_entry where target_id = ? and action like 'device.mqtt%' order by id",
                        device.deviceId()))
                .containsExactly("device.mqtt-allowed", "device.mqtt-forbidden");
    }

    @Test
    void a_revoked_or_disabled_one_has_nobody_who_speaks_for_it() {
        switches.set(manager, device.deviceId(), DeviceSwitch.MQTT, true);
        world.move(manager, device.deviceId(), DeviceState.DISABLED, "a test");
        assertThat(Refused.with(() -> pass())).isEqualTo("403 device-disabled");
        credentials.revoke(manager, device.deviceId());
        assertThat(named(org)).isEmpty();
    }

    @Test
    void who_gets_the_device_decides_anew() {
        switches.set(manager, device.deviceId(), DeviceSwitch.MQTT, true);
        world.move(manager, device.deviceId(), DeviceState.EJECTED, "a test");
        world.move(manager, device.deviceId(), DeviceState.UNCLAIMED, "a test");
        assertThat(world.text("select mqtt from device where device_id = ?", device.deviceId()))
                .isEqualTo("f");
    }

    @Test
    void what_the_broker_hands_on_is_stored_once() throws Exception {
        switches.set(manager, device.deviceId(), DeviceSwitch.MQTT, true);
        for (var i = 0; i < 2; i++) {
            assertThat(said(pass(), Talk.reading(1, 20), Talk.line(2, "line")))
                    .isEqualTo(new Outcome.Acknowledged(2, List.of()));
        }
        assertThat(world.number("select count(*) from reading where device = ?", device.device()))
                .isEqualTo(1);
    }

    @Test
    void what_waits_while_it_is_forbidden_is_not_stored() throws Exception {
        switches.set(manager, device.deviceId(), DeviceSwitch.MQTT, true);
        var pass = pass();
        switches.set(manager, device.deviceId(), DeviceSwitch.MQTT, false);
        assertThat(((Outcome.Refused) said(pass, Talk.reading(1, 20))).why().code())
                .isEqualTo("mqtt-off");
        assertThat(world.number("select count(*) from reading where device = ?", device.device()))
                .isZero();
    }

    @Test
    void one_listens_at_a_time() {
        world.change("update muster.broker_lease set holder = null, lease_until = now()");
        var one = UUID.randomUUID();
        var other = UUID.randomUUID();
        assertThat(door.hold(PLATFORM, one)).isTrue();
        assertThat(door.hold(PLATFORM, other)).isFalse();
        assertThat(door.hold(PLATFORM, one)).as("again").isTrue();
        door.release(PLATFORM, other);
        assertThat(door.hold(PLATFORM, other)).as("another's is not released").isFalse();
        world.change("update muster.broker_lease set lease_until = now()");
        assertThat(door.hold(PLATFORM, other)).as("not heard of for long").isTrue();
        door.release(PLATFORM, other);
        assertThat(door.hold(PLATFORM, one)).isTrue();
    }

    private Optional<BrokerDevice> named(World.Org owner) {
        return door.named(owner.slug(), device.deviceId());
    }

    private DevicePass pass() {
        return named(org).orElseThrow().requireAllowed();
    }

    private Outcome said(DevicePass pass, String... messages) throws ExecutionException, InterruptedException {
        return writer.messages(new BrokerShare(
                        pass, List.of(messages).stream().map(Talk::message).toList(), 100))
                .get();
    }
}
