package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import dev.muster.protocol.crypto.Frames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Frames at both doors (section 7), and devices that must use them. */
class FramesIT extends SystemTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final WireDevice device = WireDevice.enrolled(muster, "frames");
    private final Frames frames = Frames.of(device.secret);

    @Test
    void an_event_in_a_frame_is_stored_and_acknowledged() {
        try (var socket = device.online()) {
            socket.sendBinary(frames.plain(bytes(device.reading(Map.of("n", 1)).toString())));
            awaitAck(socket, 1);
            socket.sendBinary(
                    frames.encrypted(bytes(device.reading(Map.of("n", 2)).toString())));
            awaitAck(socket, 2);
        }
        assertThat(readings(device)).isEqualTo(2);
    }

    @Test
    void a_device_that_reads_frames_is_answered_as_it_speaks() throws Exception {
        try (var socket = device.online()) {
            var hello = Json.object().put("type", "hello").put("firmware", "1.4.2");
            hello.putArray("capabilities").add("frames");
            socket.sendBinary(frames.encrypted(bytes(hello.toString())));
            socket.sendBinary(
                    frames.encrypted(bytes(device.reading(Map.of("n", 1)).toString())));
            var opened = frames.open(socket.nextBinary());
            assertThat(opened.encrypted()).isTrue();
            assertThat(new String(opened.payload(), StandardCharsets.UTF_8)).contains("\"event_ack\"");
        }
    }

    @Test
    void T_W11_a_frame_whose_mac_or_tag_does_not_hold_closes_the_socket_and_counts() {
        var before = refusedFrames();
        for (var place : new int[] {5, 9, 40}) {
            try (var socket = device.online()) {
                var frame =
                        frames.encrypted(bytes(device.reading(1, Map.of("n", 1)).toString()));
                frame[frame.length - place] ^= 1;
                socket.sendBinary(frame);
                assertThat(socket.awaitClose(WITHIN).code()).isEqualTo(4400);
            }
        }
        assertThat(refusedFrames() - before).isEqualTo(3);
        assertThat(readings(device)).isZero();
    }

    @Test
    void a_check_in_in_a_frame_is_answered_in_one_where_that_is_asked_for() throws Exception {
        var body = bytes(device.checkInBody().toString());
        device.checkIn(frames.encrypted(body)).send().answer().expect(200);
        var again = bytes(device.checkInBody().toString());
        var reply =
                device.checkIn(frames.plain(again)).accepting(Frames.MEDIA_TYPE).sendBytes();
        assertThat(new String(frames.open(reply).payload(), StandardCharsets.UTF_8))
                .contains("serverTime");
    }

    @Test
    void a_check_in_in_a_bad_frame_is_refused_and_signed_back() {
        var frame = frames.encrypted(bytes(device.checkInBody().toString()));
        frame[12] ^= 1;
        var reply = device.checkIn(frame).send();
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("bad-frame");
        assertThat(reply.isSignedBack()).isTrue();
        assertThatNothingWasStored(device);
    }

    @Test
    void where_frames_are_required_a_plain_message_is_refused() {
        admin.put(device.path("/frames"), Map.of("required", true)).expect(200);
        var plain = device.checkIn(device.checkInBody()).send();
        assertThat(plain.status()).isEqualTo(400);
        assertThat(plain.code()).isEqualTo("frame-required");
        assertThat(plain.isSignedBack()).isTrue();
        try (var socket = device.online()) {
            socket.send(device.reading(1, Map.of("n", 1)));
            var close = socket.awaitClose(WITHIN);
            assertThat(close.code()).isEqualTo(4400);
            assertThat(close.reason()).isEqualTo("frame-required");
        }
        assertThatNothingWasStored(device);
        device.checkIn(frames.plain(bytes(device.checkInBody().toString())))
                .send()
                .answer()
                .expect(200);
        assertThat(audited(device, "device.frames-required")).isEqualTo(1);
    }

    @Test
    void a_real_agent_that_frames_all_it_says_runs_commands_on_both_ways() {
        for (var transport : List.of("socket", "checkin")) {
            try (var agent = RealAgent.start(muster, "frames", "--frames", "encrypted", "--transport", transport)) {
                var framed = new WireDevice(muster, agent.id, device.secret, device.token);
                Eventually.value(
                        "the device", PATIENCE, () -> admin.get(framed.path("")).status(), status -> status == 200);
                admin.put(framed.path("/frames"), Map.of("required", true)).expect(200);
                Eventually.value("a reading", PATIENCE, () -> readings(framed), seen -> seen > 0);
                var ping = UUID.randomUUID();
                queue(framed, ping);
                Eventually.value(
                        "SUCCEEDED",
                        PATIENCE,
                        () -> command(framed, ping).path("state").asText(),
                        "SUCCEEDED"::equals);
            }
        }
    }

    private long refusedFrames() {
        return nobody.get("/metrics")
                .expect(200)
                .body()
                .lines()
                .filter(line -> line.startsWith("muster_frames_refused_total{door=\"socket\"}"))
                .map(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(0L);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
