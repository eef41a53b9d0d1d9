package dev.muster.checkin.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.command.boundary.CommandQueue;
import dev.muster.command.entity.CommandState;
import dev.muster.command.entity.NewCommand;
import dev.muster.protocol.CheckInReply;
import dev.muster.protocol.WireCommand;
import dev.muster.registry.boundary.Devices;
import dev.muster.registry.boundary.Enrollments;
import dev.muster.registry.entity.DeviceState;
import dev.muster.testbed.DeviceTest;
import dev.muster.testbed.Refused;
import dev.muster.testbed.Talk;
import dev.muster.testbed.World;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class CheckInsIT extends DeviceTest {

    private static final long SKEW = 300;

    @Inject
    private CheckIns checkIns;

    @Inject
    private CommandQueue queue;

    @Inject
    private Devices devices;

    @Inject
    private Enrollments enrollments;

    @Resource
    private ManagedExecutorService threads;

    private long nonce = 1_000;

    @Test
    void a_check_in_is_the_whole_story_in_one_answer() {
        var command = queue.queue(manager, device.deviceId(), NewCommand.parse("ping"));
        var reply = checkIn("""
                {"seq":1,"firmware":"1.4.2","bootId":"b1","uptimeSec":86400,"freeHeapBytes":181200,
                 "transport":"wifi","rttMs":43,
                 "transports":{"wifi":{"admin":true,"up":true,"ssid":"plant-2"},"cell":{"admin":false},"switches":4},
                 "errlog":{"seq":17,"unread":2,"worst":"ERROR"},
                 "readings":[{"ts":"%s","values":{"temperature":21.5,"door":"open"}}],
                 "events":[%s],"unknown":"is ignored"}""".formatted(Instant.now(), Talk.line(1, "started")));
        assertThat(reply.commands()).extracting(WireCommand::id).containsExactly(command.id());
        assertThat(reply.nextCheckinSec()).isEqualTo(60);
        assertThat(queue.get(manager, device.deviceId(), command.id()).state()).isEqualTo(CommandState.SENT);

        var detail = devices.detail(manager, device.deviceId());
        assertThat(detail.firmware()).isEqualTo("1.4.2");
        assertThat(detail.transports().path("cell").path("admin").asBoolean(true))
                .isFalse();
        assertThat(detail.errlog().path("unread").asInt()).isEqualTo(2);
        assertThat(detail.latest().values().path("temperature").asDouble()).isEqualTo(21.5);
        assertThat(detail.latest().transport()).isEqualTo("wifi");
        assertThat(detail.liveness().status()).isEqualTo("reporting");
        assertThat(count("reading")).isEqualTo(1);
        assertThat(count("device_log")).isEqualTo(1);
    }

    @Test
    void a_repeated_seq_is_answered_again_stores_nothing_twice_and_hands_out_the_same_commands() {
        var command = queue.queue(manager, device.deviceId(), NewCommand.parse("ping"));
        var body = """
                {"seq":5,"readings":[{"ts":"%s","values":{"t":1}},{"ts":"%s","values":{"t":2}}],"events":[%s]}""".formatted(Instant.now(), Instant.now(), Talk.line(1, "once"));
        var first = checkIn(body);
        var second = checkIn(body);
        assertThat(second.commands()).extracting(WireCommand::id).containsExactly(command.id());
        assertThat(second.commands()).isEqualTo(first.commands());
        assertThat(count("reading")).isEqualTo(2);
        assertThat(count("device_log")).isEqualTo(1);
    }

    @Test
    void an_acknowledged_command_is_not_handed_out_again() {
        var command = queue.queue(manager, device.deviceId(), NewCommand.parse("ping"));
        checkIn("{\"seq\":1}");
        var reply = checkIn("{\"seq\":2,\"events\":[" + Talk.ack(command.id()) + "]}");
        assertThat(reply.commands()).isEmpty();
        assertThat(queue.get(manager, device.deviceId(), command.id()).state()).isEqualTo(CommandState.RECEIVED);
    }

    @Test
    void one_bad_event_is_refused_alone() {
        checkIn("{\"seq\":1,\"events\":[" + Talk.line(1, "a") + ",{\"type\":\"reading\",\"seq\":2},7,"
                + Talk.line(3, "c") + "]}");
        assertThat(lines()).containsExactly("a", "c");
    }

    @Test
    void T_D01_the_same_request_is_accepted_once() {
        var body = Talk.bytes("{\"seq\":1,\"readings\":[{\"ts\":\"" + Instant.now() + "\",\"values\":{\"t\":1}}]}");
        var signature = Talk.signed(device, 50, body);
        checkIns.accept(World.pass(device), signature, body);
        assertThat(Refused.with(() -> checkIns.accept(World.pass(device), signature, body)))
                .isEqualTo("401 replay");
        assertThat(count("reading")).isEqualTo(1);
    }

    @Test
    void T_D01_of_the_same_request_many_times_at_once_one_is_accepted() throws Exception {
        var body = Talk.bytes("{\"seq\":1,\"readings\":[{\"ts\":\"" + Instant.now() + "\",\"values\":{\"t\":1}}]}");
        var signature = Talk.signed(device, 50, body);
        var tries = new ArrayList<Future<Boolean>>();
        for (var i = 0; i < 6; i++) {
            tries.add(threads.submit((Callable<Boolean>) () -> {
                try {
                    return checkIns.accept(World.pass(device), signature, body) != null;
                } catch (dev.muster.platform.Refusal refusal) {
                    assertThat(refusal.code()).isEqualTo("replay");
                    return false;
                }
            }));
        }
        var accepted = 0;
        for (var each : tries) {
            accepted += each.get() ? 1 : 0;
        }
        assertThat(accepted).isEqualTo(1);
        assertThat(count("reading")).isEqualTo(1);
    }

    @Test
    void a_nonce_is_old_when_more_than_1024_newer_ones_were_possible() {
        accept(10_000);
        accept(10_000 - 1_024);
        assertThat(Refused.with(() -> accept(10_000 - 1_025))).isEqualTo("401 replay");
        assertThat(Refused.with(() -> accept(10_000 - 1_024))).isEqualTo("401 replay");
        accept(9_999);
    }

    @Test
    void a_refused_request_does_not_use_its_nonce_up() {
        var body = Talk.bytes("no json");
        assertThat(Refused.with(() -> checkIns.accept(World.pass(device), Talk.signed(device, 77, body), body)))
                .isEqualTo("422 bad-checkin");
        accept(77);
    }

    @Test
    void a_clock_that_is_off_by_more_than_300_seconds_is_told_so_either_way() {
        var now = Instant.now().getEpochSecond();
        for (var created : new long[] {0, now - SKEW - 5, now + SKEW + 5, 4_102_444_800L}) {
            assertThat(Refused.with(() -> at(created))).as("%d", created - now).isEqualTo("401 clock-skew");
        }
        at(now - SKEW + 20);
        at(now + SKEW - 20);
    }

    @Test
    void refusals_come_in_the_order_of_the_contract() {
        var body = Talk.bytes("no json");
        var used = Talk.signed(device, 60, Talk.bytes("{\"seq\":1}"));
        checkIns.accept(World.pass(device), used, Talk.bytes("{\"seq\":1}"));
        var oldAndSkewedAndReplayed = Talk.signed(device, 60, body, 0);
        var stale = World.pass(device);

        world.move(manager, device.deviceId(), DeviceState.DISABLED, "lost");
        assertThat(Refused.with(() -> checkIns.accept(stale, oldAndSkewedAndReplayed, body)))
                .isEqualTo("403 device-disabled");
        world.move(manager, device.deviceId(), DeviceState.ACTIVE, "found");
        assertThat(Refused.with(() -> checkIns.accept(stale, oldAndSkewedAndReplayed, body)))
                .isEqualTo("401 clock-skew");
        assertThat(Refused.with(() -> checkIns.accept(stale, Talk.signed(device, 60, body), body)))
                .isEqualTo("401 replay");
        assertThat(Refused.with(() -> checkIns.accept(stale, Talk.signed(device, 61, body), body)))
                .isEqualTo("422 bad-checkin");

        enrollments.renew(device, Talk.signed(device, 62, body), World.ADDRESS, "r");
        world.change("update device_credential set previous_until = now() where device = ?", device.device());
        world.move(manager, device.deviceId(), DeviceState.DISABLED, "lost");
        assertThat(Refused.with(() -> checkIns.accept(stale, oldAndSkewedAndReplayed, body)))
                .as("a replaced secret says nothing of the device's state")
                .isEqualTo("401 signature");
    }

    @Test
    void a_disabled_device_writes_nothing_and_all_is_there_again_when_it_is_restored() {
        checkIn("{\"seq\":1,\"readings\":[{\"ts\":\"" + Instant.now() + "\",\"values\":{\"t\":1}}]}");
        var before = channel();
        world.move(manager, device.deviceId(), DeviceState.DISABLED, "lost");
        assertThat(Refused.with(() ->
                        checkIn("{\"seq\":2,\"readings\":[{\"ts\":\"" + Instant.now() + "\",\"values\":{\"t\":2}}]}")))
                .isEqualTo("403 device-disabled");
        assertThat(channel()).isEqualTo(before);
        assertThat(count("reading")).isEqualTo(1);
        world.move(manager, device.deviceId(), DeviceState.ACTIVE, "found");
        checkIn("{\"seq\":2,\"readings\":[{\"ts\":\"" + Instant.now() + "\",\"values\":{\"t\":2}}]}");
        assertThat(count("reading")).isEqualTo(2);
    }

    @Test
    void a_body_that_breaks_a_limit_is_refused_as_a_whole() {
        var readings = ",{\"ts\":\"2026-11-20T12:00:00Z\",\"values\":{\"t\":1}}"
                .repeat(1_001)
                .substring(1);
        assertThat(Refused.with(() -> checkIn("{\"seq\":1,\"readings\":[" + readings + "]}")))
                .isEqualTo("422 bad-checkin");
        var events = ",{}".repeat(201).substring(1);
        assertThat(Refused.with(() -> checkIn("{\"seq\":1,\"events\":[" + events + "]}")))
                .isEqualTo("422 bad-checkin");
        for (var body : new String[] {"", "[]", "null", "{\"seq\":0}", "{\"seq\":-1}", "{}", "\"x\""}) {
            assertThat(Refused.with(() -> checkIn(body))).as(body).isEqualTo("422 bad-checkin");
        }
        assertThat(count("reading")).isZero();
    }

    @Test
    void the_time_of_a_wrong_clock_becomes_the_time_of_receipt() {
        checkIn("{\"seq\":1,\"events\":[" + Talk.reading(1, Instant.parse("1970-01-01T00:00:10Z"), 1) + ","
                + Talk.reading(2, Instant.parse("2099-01-01T00:00:00Z"), 2) + "]}");
        assertThat(world.number("select count(*) from reading where device = ? and ts = received_at", device.device()))
                .isEqualTo(2);
    }

    @Test
    void a_reading_with_a_time_no_clock_has_is_refused_and_the_next_one_is_not() {
        checkIn("{\"seq\":1,\"readings\":[{\"ts\":\"+300000-01-01T00:00:00Z\",\"values\":{\"t\":1}}]}");
        assertThat(count("reading")).isZero();
        checkIn("{\"seq\":2,\"readings\":[{\"ts\":\"" + Instant.now() + "\",\"values\":{\"t\":1}}]}");
        assertThat(count("reading")).isEqualTo(1);
    }

    @Test
    void nul_and_lone_surrogates_from_a_device_do_not_stop_what_comes_with_them() {
        checkIn("{\"seq\":1,\"firmware\":\"a\\u0000b\",\"bootId\":\"\\ud800\",\"readings\":[{\"ts\":\"" + Instant.now()
                + "\",\"values\":{\"t\":\"x\\u0000y\"}}],\"events\":["
                + Talk.line(1, "good")
                + ",{\"type\":\"print\",\"seq\":2,\"ts\":\"2026-11-20T12:00:00Z\",\"k\\u0000\":\"v\\u0000\",\"deep\":{\"a\":[\"\\u0000\"]}}"
                + ",{\"type\":\"reported\",\"seq\":3,\"version\":1,\"state\":{\"a\\u0000\":\"\\u0000\"}}"
                + ",{\"type\":\"alert\",\"seq\":4,\"ts\":\"2026-11-20T12:00:00Z\",\"context\":{\"a\\u0000\":\"\\u0000\"}}"
                + ",{\"type\":\"status\",\"seq\":5,\"status\":\"\\u0000\",\"metrics\":{\"m\\u0000\":\"\\u0000\"}}]}");
        assertThat(lines()).containsExactly("good");
        assertThat(world.number("select event_seq from device_channel where device = ?", device.device()))
                .isEqualTo(5);
    }

    @Test
    void the_cadence_is_learned_and_a_pause_does_not_spoil_it() {
        checkIn("{\"seq\":1}");
        assertThat(world.text("select cadence_sec from device_channel where device = ?", device.device()))
                .isNull();
        lastContact("60 s");
        checkIn("{\"seq\":2}");
        assertThat(cadence()).isBetween(58.0, 65.0);
        lastContact("10 days");
        checkIn("{\"seq\":3}");
        assertThat(cadence()).isLessThan(100);
    }

    @Test
    void a_pass_of_a_device_that_left_the_org_stores_nothing_there() {
        var other = world.org();
        var stale = World.pass(device);
        for (var table : new String[] {"device_channel", "device_credential"}) {
            world.change("update " + table + " set org_id = ? where device = ?", other.id(), device.device());
        }
        world.change("update device set org_id = ? where id = ?", other.id(), device.device());
        var body = Talk.bytes("{\"seq\":1}");
        assertThat(Refused.with(() -> checkIns.accept(stale, Talk.signed(device, 1, body), body)))
                .isEqualTo("401 signature");
    }

    private CheckInReply checkIn(String body) {
        var bytes = Talk.bytes(body);
        return checkIns.accept(World.pass(device), Talk.signed(device, ++nonce, bytes), bytes);
    }

    private void accept(long withNonce) {
        var body = Talk.bytes("{\"seq\":1}");
        checkIns.accept(World.pass(device), Talk.signed(device, withNonce, body), body);
    }

    private void at(long created) {
        var body = Talk.bytes("{\"seq\":1}");
        checkIns.accept(World.pass(device), Talk.signed(device, ++nonce, body, created), body);
    }

    private long count(String table) {
        return world.number("select count(*) from " + table + " where device = ?", device.device());
    }

    private java.util.List<String> lines() {
        return world.texts("select line from device_log where device = ? order by seq", device.device());
    }

    private String channel() {
        return world.text("select c::text from device_channel c where device = ?", device.device());
    }

    private void lastContact(String ago) {
        world.change(
                "update device_channel set last_contact_at = now() - ?::interval where device = ?",
                ago,
                device.device());
    }

    private double cadence() {
        return Double.parseDouble(
                world.text("select cadence_sec from device_channel where device = ?", device.device()));
    }
}
