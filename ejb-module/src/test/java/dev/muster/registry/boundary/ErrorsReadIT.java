package dev.muster.registry.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.registry.entity.DeviceQuery;
import dev.muster.testbed.DeviceStream;
import dev.muster.testbed.DeviceTest;
import dev.muster.testbed.Refused;
import dev.muster.testbed.Talk;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What counts as unread: the entries beyond the mark, however the device tells of them. */
class ErrorsReadIT extends DeviceTest {

    @Inject
    private ErrorsRead errors;

    @Inject
    private Devices devices;

    @Inject
    private DeviceStream stream;

    @Test
    void entries_of_a_socket_add_up_and_the_worst_of_them_stands() {
        say(entry(1, 1, "WARN"), entry(2, 2, "ERROR"));
        say(entry(3, 3, "INFO"));
        say(entry(3, 3, "INFO"));
        assertThat(crumb(manager)).isEqualTo("3 unread of 3, ERROR");
    }

    @Test
    void what_is_marked_is_read_for_all_and_what_comes_later_is_not() {
        var viewer = colleague(Role.VIEWER);
        say(entry(1, 1, "FATAL"), entry(2, 2, "ERROR"));
        errors.upTo(manager, device.deviceId(), 1);
        assertThat(crumb(viewer)).isEqualTo("1 unread of 2, FATAL");
        errors.upTo(manager, device.deviceId(), 2);
        assertThat(crumb(viewer)).isEqualTo("0 unread of 2, -");
        say(entry(3, 3, "WARN"));
        assertThat(crumb(viewer)).isEqualTo("1 unread of 3, WARN");
        assertThat(devices.list(viewer, new DeviceQuery(device.deviceId(), null, List.of(), 0, 10))
                        .items())
                .singleElement()
                .satisfies(
                        row -> assertThat(row.errlog().path("unread").asInt()).isEqualTo(1));
    }

    @Test
    void the_mark_never_goes_back_and_none_goes_beyond_what_the_device_told() {
        say(entry(1, 1, "WARN"), entry(2, 2, "WARN"));
        errors.upTo(manager, device.deviceId(), 2);
        errors.upTo(manager, device.deviceId(), 1);
        assertThat(crumb(manager)).isEqualTo("0 unread of 2, -");
        errors.upTo(manager, device.deviceId(), Long.MAX_VALUE);
        say(entry(3, 3, "WARN"));
        assertThat(crumb(manager)).isEqualTo("1 unread of 3, WARN");
        assertThat(world.texts(
                        "select detail ->> 'entry' from audit_entry where action = 'device.errors.read' and target_id = ?",
                        device.deviceId()))
                .containsExactly("2");
    }

    @Test
    void a_device_whose_numbers_start_again_is_unread_again() {
        say(entry(1, 500, "WARN"));
        errors.upTo(manager, device.deviceId(), 500);
        say(entry(2, 1, "ERROR"));
        assertThat(crumb(manager)).isEqualTo("1 unread of 1, ERROR");
    }

    @Test
    void a_viewer_may_not_mark_and_a_stranger_finds_no_device() {
        say(entry(1, 1, "WARN"));
        var viewer = colleague(Role.VIEWER);
        assertThat(Refused.with(() -> errors.upTo(viewer, device.deviceId(), 1)))
                .isEqualTo("403 forbidden");
        var stranger = world.person(Role.ADMIN);
        assertThat(Refused.with(() -> errors.upTo(stranger, device.deviceId(), 1)))
                .isEqualTo("404 not-found");
        assertThat(crumb(manager)).isEqualTo("1 unread of 1, WARN");
    }

    @Test
    void a_device_without_entries_is_left_alone() {
        errors.upTo(manager, device.deviceId(), 5);
        say(entry(1, 3, "WARN"));
        assertThat(crumb(manager)).isEqualTo("1 unread of 3, WARN");
    }

    private Caller colleague(Role role) {
        return world.person(new World.Org(manager.orgId(), manager.orgSlug()), role);
    }

    private void say(String... messages) {
        stream.accept(World.pass(device), Stream.of(messages).map(Talk::message).toList());
    }

    private static String entry(long seq, long entry, String severity) {
        return """
                {"type":"errlog","seq":%d,"entry":%d,"ts":"%s","source":"guard","severity":"%s","code":"X"}""".formatted(seq, entry, Instant.now(), severity);
    }

    private String crumb(Caller caller) {
        var crumb = devices.detail(caller, device.deviceId()).errlog();
        return crumb.path("unread") + " unread of " + crumb.path("seq") + ", "
                + crumb.path("worst").asText("-");
    }
}
