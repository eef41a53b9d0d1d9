package dev.muster.checkin.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.checkin.entity.Outcome;
import dev.muster.protocol.DeviceMessage;
import dev.muster.protocol.ServerMessage;
import dev.muster.registry.boundary.Devices;
import dev.muster.registry.boundary.Enrollments;
import dev.muster.registry.entity.DeviceState;
import dev.muster.testbed.DeviceStream;
import dev.muster.testbed.DeviceTest;
import dev.muster.testbed.Refused;
import dev.muster.testbed.Talk;
import dev.muster.testbed.World;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeviceStreamIT extends DeviceTest {

    @Inject
    private DeviceStream stream;

    @Inject
    private Devices devices;

    @Inject
    private Enrollments enrollments;

    @Resource
    private ManagedExecutorService threads;

    @Test
    void the_highest_event_committed_is_acknowledged() {
        assertThat(say(Talk.reading(1, 20), Talk.line(2, "two"), Talk.reading(3, 21))
                        .seq())
                .isEqualTo(3);
        assertThat(stored()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void repeats_after_a_lost_acknowledgement_are_stored_once_and_acknowledged_again() {
        say(Talk.line(1, "a"), Talk.line(2, "b"));
        assertThat(say(Talk.line(1, "a"), Talk.line(2, "b"), Talk.line(3, "c")).seq())
                .isEqualTo(3);
        assertThat(say(Talk.line(2, "b")).seq()).isEqualTo(3);
        assertThat(stored()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void the_same_events_on_two_connections_at_once_are_stored_once() throws Exception {
        var texts = LongStream.rangeClosed(1, 40)
                .mapToObj(i -> Talk.line(i, "line " + i))
                .toArray(String[]::new);
        var tries = new ArrayList<Future<Long>>();
        for (var i = 0; i < 5; i++) {
            tries.add(threads.submit((Callable<Long>) () -> say(texts).seq()));
        }
        for (var each : tries) {
            assertThat(each.get()).isEqualTo(40);
        }
        assertThat(stored()).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void an_event_that_came_by_socket_is_not_stored_again_by_check_in_order() {
        say(Talk.line(7, "seven"));
        say(Talk.line(3, "late and lower: the device numbers in order, so this is a repeat"));
        assertThat(stored()).containsExactly(7L);
    }

    @Test
    void one_bad_event_of_a_batch_is_refused_alone_and_named() {
        var batch = new DeviceMessage.Batch(List.of(
                Talk.json(Talk.line(1, "a")),
                Talk.json("{\"type\":\"teleport\",\"seq\":2}"),
                Talk.json(Talk.line(3, "c"))));
        var outcome = stream.accept(World.pass(device), List.of(batch));
        assertThat(outcome.seq()).isEqualTo(3);
        assertThat(outcome.errors()).singleElement().satisfies(error -> {
            assertThat(error.code()).isEqualTo("bad-event");
            assertThat(error.ref()).isEqualTo("2");
        });
        assertThat(stored()).containsExactly(1L, 3L);
    }

    @Test
    void times_and_numbers_that_no_device_can_have_are_refused_alone_and_the_device_goes_on() {
        var impossible = new DeviceMessage.Batch(List.of(
                Talk.json(Talk.line(1, "a")),
                Talk.json(Talk.reading(2, Instant.parse("+300000-01-01T00:00:00Z"), 20)),
                Talk.json(Talk.line(3, "c")),
                Talk.json(Talk.line(1L << 53, "no number")),
                Talk.json(Talk.line(Long.MAX_VALUE, "no number either"))));
        var outcome = stream.accept(World.pass(device), List.of(impossible));
        assertThat(outcome.errors())
                .extracting(ServerMessage.Error::ref)
                .containsExactly("2", "9007199254740992", "9223372036854775807");
        assertThat(outcome.seq()).isEqualTo(3);
        assertThat(say(Talk.line(4, "d")).seq()).isEqualTo(4);
        assertThat(stored()).containsExactly(1L, 3L, 4L);
    }

    @Test
    void an_event_that_may_leave_its_time_out_is_stored_at_the_time_of_receipt_whatever_time_it_says() {
        say("{\"type\":\"status\",\"seq\":1,\"ts\":\"+300000-01-01T00:00:00Z\",\"status\":\"ONLINE\"}");
        say("{\"type\":\"reported\",\"seq\":2,\"ts\":\"-290000-01-01T00:00:00Z\",\"version\":1,\"state\":{}}");
        assertThat(world.number(
                        "select count(*) from device_event where device = ? and ts = received_at", device.device()))
                .isEqualTo(2);
    }

    @Test
    void a_disabled_device_is_refused_and_writes_nothing() {
        world.move(manager, device.deviceId(), DeviceState.DISABLED, "lost");
        assertThat(Refused.with(() -> say(Talk.line(1, "a")))).isEqualTo("403 device-disabled");
        assertThat(stored()).isEmpty();
        assertThat(world.text("select last_contact_at from device_channel where device = ?", device.device()))
                .isNull();
    }

    @Test
    void a_socket_with_a_replaced_credential_is_refused_and_writes_nothing() {
        enrollments.renew(device, Talk.signed(device, 1, new byte[0]), World.ADDRESS, "r");
        world.change("update device_credential set previous_until = now() where device = ?", device.device());
        assertThat(Refused.with(() -> say(Talk.line(1, "a")))).isEqualTo("401 revoked");
        assertThat(stored()).isEmpty();
    }

    @Test
    void hello_says_what_runs_on_the_device() {
        say("{\"type\":\"hello\",\"firmware\":\"2.0\",\"bootId\":\"b7\",\"agent\":\"muster-agent 0.1\"}");
        var detail = devices.detail(manager, device.deviceId());
        assertThat(detail.firmware()).isEqualTo("2.0");
        assertThat(detail.agent()).isEqualTo("muster-agent 0.1");
        assertThat(detail.liveness().reporting()).isTrue();
    }

    @Test
    void the_latest_reading_of_a_share_is_the_one_shown() {
        say(Talk.reading(1, 20), Talk.reading(2, 22.5), Talk.line(3, "x"));
        assertThat(devices.detail(manager, device.deviceId())
                        .latest()
                        .values()
                        .path("temperature")
                        .asDouble())
                .isEqualTo(22.5);
    }

    @Test
    void an_entry_of_the_error_log_becomes_the_crumb_of_the_device() {
        say(
                "{\"type\":\"errlog\",\"seq\":1,\"entry\":17,\"ts\":\"2026-11-20T12:00:00Z\",\"severity\":\"ERROR\",\"code\":\"E7\"}");
        var crumb = devices.detail(manager, device.deviceId()).errlog();
        assertThat(crumb.path("seq").asLong()).isEqualTo(17);
        assertThat(crumb.path("worst").asText()).isEqualTo("ERROR");
    }

    private Outcome.Acknowledged say(String... messages) {
        return stream.accept(
                World.pass(device), Stream.of(messages).map(Talk::message).toList());
    }

    private List<Long> stored() {
        return world
                .texts(
                        "select seq from (select seq, device from reading union all select seq, device from device_log"
                                + " union all select seq, device from device_event) e where device = ? and seq > 0 order by seq",
                        device.device())
                .stream()
                .map(Long::valueOf)
                .toList();
    }
}
