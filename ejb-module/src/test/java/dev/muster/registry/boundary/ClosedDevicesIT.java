package dev.muster.registry.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.checkin.boundary.CheckIns;
import dev.muster.registry.entity.DeviceState;
import dev.muster.testbed.DeviceStream;
import dev.muster.testbed.DeviceTest;
import dev.muster.testbed.Refused;
import dev.muster.testbed.Talk;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever may not talk is refused at each door in the words of its state, writes nothing and gets nothing. */
class ClosedDevicesIT extends DeviceTest {

    private static final String HELLO = "{\"seq\":1,\"firmware\":\"1.4.2\"}";

    @Inject
    private CheckIns checkIns;

    @Inject
    private DeviceStream stream;

    @Inject
    private Enrollments enrollments;

    @Inject
    private DeviceDoor door;

    @Inject
    private Devices devices;

    @ParameterizedTest
    @EnumSource(names = {"DISABLED", "EJECTED", "RETIRED"})
    void no_check_in_is_taken(DeviceState state) {
        var before = close(state);
        var body = Talk.bytes(HELLO);
        assertThat(Refused.with(() -> checkIns.accept(World.pass(device), Talk.signed(device, 1, body), body)))
                .isEqualTo("403 device-" + state.word());
        assertThat(channel()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(names = {"DISABLED", "EJECTED", "RETIRED"})
    void nothing_is_taken_from_a_socket_that_is_open_still(DeviceState state) {
        var before = close(state);
        var said = List.of(Talk.message(Talk.line(1, "still here")));
        assertThat(Refused.with(() -> stream.accept(World.pass(device), said))).isEqualTo("403 device-" + state.word());
        assertThat(channel()).isEqualTo(before);
        assertThat(world.number("select count(*) from device_log where device = ?", device.device()))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"DISABLED", "EJECTED", "RETIRED"})
    void no_credential_is_renewed(DeviceState state) {
        close(state);
        var signature = Talk.signed(device, 1, new byte[0]);
        assertThat(Refused.with(() -> enrollments.renew(device, signature, World.ADDRESS, "r")))
                .isEqualTo("403 device-" + state.word());
        assertThat(door.claimed(device.deviceId()).orElseThrow().secret()).isEqualTo(device.secret());
    }

    @ParameterizedTest
    @EnumSource(names = {"DISABLED", "EJECTED", "RETIRED"})
    void the_sockets_that_are_open_are_told_the_state(DeviceState state) {
        close(state);
        assertThat(door.stillValid(Map.of("open", World.pass(device)))).isEqualTo(Map.of("open", state));
    }

    /** Returns the hot row as it is then. */
    private String close(DeviceState state) {
        world.move(manager, device.deviceId(), state, "because");
        return channel();
    }

    private String channel() {
        return world.text("select c::text from device_channel c where device = ?", device.device());
    }
}
