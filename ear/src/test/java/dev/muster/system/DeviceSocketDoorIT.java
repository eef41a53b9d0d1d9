package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Who comes in at {@code /ws/device}, who does not, and with which code (section 6). */
@Order(3)
class DeviceSocketDoorIT {

    private static final Duration WITHIN = Duration.ofSeconds(5);

    private final RunningMuster muster = RunningMuster.get();
    private final Rest admin = muster.admin();

    @Test
    void a_token_in_the_handshake_opens_the_socket() {
        var device = WireDevice.enrolled(muster, "door");
        try (var socket = device.connect()) {
            var welcome = socket.next("welcome");
            assertThat(welcome.path("sessionId").asText()).isNotEmpty();
            assertThat(welcome.path("heartbeatSec").asInt()).isPositive();
            assertThat(welcome.path("resume").asLong()).isZero();
        }
    }

    @Test
    void a_token_in_the_first_message_opens_the_socket() {
        var device = WireDevice.enrolled(muster, "door");
        try (var socket = withoutToken()) {
            socket.send(auth(device.token));
            socket.next("welcome");
        }
    }

    @Test
    void a_socket_that_says_nothing_is_closed_after_five_seconds() {
        try (var socket = withoutToken()) {
            var began = System.nanoTime();
            assertThat(socket.awaitClose(Duration.ofSeconds(10)).code()).isEqualTo(4401);
            assertThat((System.nanoTime() - began) / 1e9).isBetween(3.0, 8.0);
        }
    }

    @Test
    void a_wrong_token_is_closed_as_unauthenticated() {
        var device = WireDevice.enrolled(muster, "door");
        var forged = device.token.substring(0, device.token.length() - 4) + "AAAA";
        try (var inHeader = Socket.open(muster.socketAt("/ws/device"), forged);
                var inMessage = withoutToken()) {
            inMessage.send(auth(forged));
            assertThat(inHeader.awaitClose(WITHIN).code()).isEqualTo(4401);
            assertThat(inMessage.awaitClose(WITHIN).code()).isEqualTo(4401);
        }
    }

    @Test
    void garbage_in_place_of_the_token_is_closed_as_unauthenticated() {
        for (var garbage : new String[] {"no JSON", "{", "[]", "{\"type\":\"reading\"}", "{\"type\":\"auth\"}"}) {
            try (var socket = withoutToken()) {
                socket.send(garbage);
                assertThat(socket.awaitClose(WITHIN).code()).as(garbage).isIn(4401, 4400);
            }
        }
    }

    @Test
    void a_persons_token_is_refused_at_the_device_door_and_a_devices_token_at_the_dashboard() {
        var device = WireDevice.enrolled(muster, "door");
        try (var person = Socket.open(muster.socketAt("/ws/device"), admin.token());
                var machine = Socket.open(muster.socketAt("/ws/dashboard"), device.token)) {
            assertThat(person.awaitClose(WITHIN).code()).isEqualTo(4401);
            assertThat(machine.awaitClose(WITHIN).code()).isEqualTo(4401);
        }
        muster.anonymous().bearing(device.token).get("/api/v1/devices").expect(401);
    }

    @Test
    void T_W02_a_token_in_the_address_opens_nothing() {
        var device = WireDevice.enrolled(muster, "door");
        try (var socket = Socket.open(muster.socketAt("/ws/device?token=" + device.token), Map.of())) {
            assertThat(socket.awaitClose(Duration.ofSeconds(8)).code()).isEqualTo(4401);
        }
    }

    @Test
    void T_W01_a_page_of_another_site_opens_no_socket() {
        var device = WireDevice.enrolled(muster, "door");
        var bearer = "Bearer " + device.token;
        assertThat(handshakeStatus("/ws/device", Map.of("Authorization", bearer, "Origin", "https://evil.example")))
                .isEqualTo(403);
        assertThat(handshakeStatus(
                        "/ws/device",
                        Map.of("Authorization", bearer, "Origin", muster.base().toString())))
                .isEqualTo(403);
        assertThat(handshakeStatus(
                        "/ws/dashboard",
                        Map.of("Authorization", "Bearer " + admin.token(), "Origin", "https://evil.example")))
                .isEqualTo(403);
    }

    @Test
    void a_disabled_device_is_thrown_out_within_five_seconds_and_let_in_again_when_restored() {
        var device = WireDevice.enrolled(muster, "door");
        try (var socket = device.online()) {
            move(device, "disabled");
            assertThat(socket.awaitClose(WITHIN).code()).isEqualTo(4403);
        }
        try (var again = device.connect()) {
            assertThat(again.awaitClose(WITHIN).code()).isEqualTo(4403);
        }
        move(device, "active");
        try (var restored = device.online()) {
            restored.send(device.reading(Map.of("n", 1)));
            restored.next("event_ack");
        }
    }

    @Test
    void T_W08_the_newer_socket_of_a_device_closes_the_older_one() {
        var device = WireDevice.enrolled(muster, "door");
        try (var older = device.online();
                var newer = device.online()) {
            assertThat(older.awaitClose(WITHIN).code()).isEqualTo(4409);
            newer.send(device.reading(Map.of("n", 1)));
            newer.next("event_ack");
        }
    }

    @Test
    void T_W07_the_older_sockets_end_does_not_mark_the_newer_one_offline() {
        var device = WireDevice.enrolled(muster, "door");
        try (var older = device.online();
                var newer = device.online()) {
            older.awaitClose(WITHIN);
            Eventually.pause(1_000);
            assertThat(newer.isClosed()).isFalse();
            assertThat(admin.get(device.path("")).data().path("online").asBoolean())
                    .isTrue();
        }
    }

    @Test
    void T_W03_a_message_that_is_too_long_closes_the_socket() {
        var device = WireDevice.enrolled(muster, "door");
        try (var socket = device.online()) {
            socket.send(Json.object().put("type", "hello").put("agent", "x".repeat(80 * 1024)));
            assertThat(socket.awaitClose(WITHIN).code()).isEqualTo(1009);
        }
    }

    @Test
    void a_binary_message_closes_the_socket() {
        var device = WireDevice.enrolled(muster, "door");
        try (var socket = device.online()) {
            socket.sendBinary(new byte[] {0x4d, 0x46, 9, 0, 0, 0, 0, 0});
            assertThat(socket.awaitClose(WITHIN).code()).isEqualTo(4400);
        }
    }

    @Test
    void the_highest_number_is_acknowledged_and_a_repeat_is_stored_once() {
        var device = WireDevice.enrolled(muster, "door");
        try (var socket = device.online()) {
            for (var seq = 1; seq <= 3; seq++) {
                socket.send(device.logLine(seq, "line " + seq));
            }
            awaitAck(socket, 3);
            socket.send(device.logLine(2, "line 2"));
            socket.send(device.logLine(4, "line 4"));
            awaitAck(socket, 4);
        }
        try (var again = device.connect()) {
            assertThat(again.next("welcome").path("resume").asLong()).isEqualTo(4);
            again.send(batch(device.logLine(3, "line 3"), device.logLine(4, "line 4"), device.logLine(5, "line 5")));
            awaitAck(again, 5);
        }
        assertThat(logLines(device)).containsExactly("line 5", "line 4", "line 3", "line 2", "line 1");
    }

    @Test
    void one_bad_event_is_refused_alone_and_its_neighbours_are_stored() {
        var device = WireDevice.enrolled(muster, "door");
        try (var socket = device.online()) {
            ObjectNode bad = device.logLine(2, "no time").put("ts", "yesterday");
            socket.send(batch(device.logLine(1, "before"), bad, device.logLine(3, "after")));

            var error = socket.next("error");

            assertThat(error.path("ref").asText()).isEqualTo("2");
            assertThat(error.path("detail").asText()).isNotEmpty().doesNotContain("dev.muster", "java.");
            awaitAck(socket, 3);
        }
        assertThat(logLines(device)).containsExactly("after", "before");
    }

    @Test
    void an_unknown_type_is_refused_with_a_reason_and_the_socket_stays() {
        var device = WireDevice.enrolled(muster, "door");
        try (var socket = device.online()) {
            socket.send(Json.object().put("type", "teleport").put("seq", 1));
            assertThat(socket.next("error").path("detail").asText()).contains("teleport");
            socket.send(device.logLine(2, "still here"));
            awaitAck(socket, 2);
        }
    }

    @Test
    void T_D12_a_reading_of_impossible_values_is_refused() {
        var device = WireDevice.enrolled(muster, "door");
        try (var socket = device.online()) {
            socket.send("{\"type\":\"reading\",\"seq\":1,\"ts\":\"2026-11-20T11:36:00.123Z\",\"values\":{\"t\":NaN}}");
            socket.next("error");
            socket.send(
                    "{\"type\":\"reading\",\"seq\":2,\"ts\":\"2026-11-20T11:36:00.123Z\",\"values\":{\"t\":1e400}}");
            socket.next("error");
            socket.send("{\"type\":\"reading\",\"seq\":3,\"ts\":\"2026-11-20T11:36:00.123Z\",\"values\":{}}");
            socket.next("error");
            var many = Json.object();
            for (var i = 0; i < 65; i++) {
                many.put("v" + i, i);
            }
            ObjectNode tooMany = device.reading(4, Map.of("n", 1));
            tooMany.set("values", many);
            socket.send(tooMany);
            socket.next("error");
        }
        assertThat(admin.get(device.path("/readings")).expect(200).data()).isEmpty();
    }

    @Test
    void T_W09_a_result_for_another_devices_command_changes_nothing() {
        var target = WireDevice.enrolled(muster, "door");
        var stranger = WireDevice.enrolled(muster, "door");
        var id = UUID.randomUUID();
        queue(target, id);
        try (var socket = stranger.online()) {
            socket.send(stranger.result(id, true, "I did it"));
            socket.send(stranger.logLine(1, "sync"));
            awaitAck(socket, 1);
        }
        assertThat(command(target, id).path("state").asText()).isEqualTo("QUEUED");
    }

    @Test
    void T_W09_a_result_whose_signature_does_not_hold_leaves_the_command_open_and_is_in_the_audit() {
        var device = WireDevice.enrolled(muster, "door");
        var id = UUID.randomUUID();
        try (var socket = device.online()) {
            queue(device, id);
            socket.next("command");
            var changed = (ObjectNode) device.result(id, true, "all well");
            socket.send(changed.put("output", "all well indeed"));

            assertThat(socket.next("error").path("code").asText()).isEqualTo("result-signature");

            assertThat(command(device, id).path("state").asText()).isIn("SENT", "RECEIVED");
            assertThat(audited(device, "command.result-refused")).isEqualTo(1);
            socket.send(device.result(id, false, "it failed"));
            Eventually.value(
                    "FAILED", WITHIN, () -> command(device, id).path("state").asText(), "FAILED"::equals);
            socket.send(device.result(id, true, "no, it worked"));
            socket.send(device.logLine(1, "sync"));
            awaitAck(socket, 1);
        }
        assertThat(command(device, id).path("output").asText()).isEqualTo("it failed");
    }

    @Test
    void T_R11_a_reused_command_id_is_refused_and_runs_once() {
        var device = WireDevice.enrolled(muster, "door");
        var id = UUID.randomUUID();
        try (var socket = device.online()) {
            queue(device, id);
            socket.next("command");
            var again = admin.post(
                    device.path("/commands"), Map.of("command", Map.of("type", "ping", "id", id.toString())));
            assertThat(again.status()).isEqualTo(409);
            assertThat(again.code()).isEqualTo("duplicate-command");
            socket.send(device.result(id, true, "pong"));
            assertThat(socket.poll(Duration.ofSeconds(3)))
                    .as("nothing more is handed out")
                    .isNull();
        }
    }

    @Test
    void a_command_that_was_not_acknowledged_is_handed_out_again_after_a_reconnect() {
        var device = WireDevice.enrolled(muster, "door");
        var id = UUID.randomUUID();
        try (var socket = device.online()) {
            queue(device, id);
            socket.next("command");
            socket.drop();
        }
        try (var again = device.online()) {
            assertThat(again.next("command").path("command").path("id").asText())
                    .isEqualTo(id.toString());
            again.send(WireDevice.ack(id));
            Eventually.value(
                    "RECEIVED", WITHIN, () -> command(device, id).path("state").asText(), "RECEIVED"::equals);
        }
    }

    @Test
    void a_live_command_for_a_device_without_a_socket_fails_at_once() {
        var device = WireDevice.enrolled(muster, "door");
        var answer = admin.post(
                        device.path("/commands"),
                        Map.of("command", Map.of("type", "ping"), "mode", "live", "timeoutMs", 5_000))
                .expect(200);
        assertThat(answer.data().path("state").asText()).isEqualTo("FAILED");
        assertThat(answer.data().path("success").asBoolean(true)).isFalse();
    }

    @Test
    void a_queued_command_can_be_taken_back_until_it_is_handed_out() {
        var device = WireDevice.enrolled(muster, "door");
        var id = UUID.randomUUID();
        queue(device, id);
        admin.delete(device.path("/commands/" + id)).expect(200);
        assertThat(command(device, id).path("state").asText()).isEqualTo("CANCELLED");
        assertThat(admin.delete(device.path("/commands/" + id)).code()).isEqualTo("command-state");
        try (var socket = device.online()) {
            assertThat(socket.poll(Duration.ofSeconds(3))).isNull();
        }
    }

    private Socket withoutToken() {
        return Socket.open(muster.socketAt("/ws/device"), Map.of());
    }

    private static JsonNode auth(String token) {
        return Json.object().put("type", "auth").put("token", token);
    }

    private static JsonNode batch(JsonNode... events) {
        var batch = Json.object().put("type", "batch");
        var list = batch.putArray("events");
        for (var event : events) {
            list.add(event);
        }
        return batch;
    }

    private static void awaitAck(Socket socket, long seq) {
        var acknowledged = 0L;
        while (acknowledged < seq) {
            acknowledged = socket.next("event_ack").path("seq").asLong();
        }
        assertThat(acknowledged).isEqualTo(seq);
    }

    private int handshakeStatus(String path, Map<String, String> headers) {
        var refused = catchThrowableOfType(
                Socket.Refused.class,
                () -> Socket.open(muster.socketAt(path), headers).close());
        return refused == null ? 101 : refused.status;
    }

    private void move(WireDevice device, String state) {
        admin.post(device.path("/move"), Map.of("state", state, "reason", "system test"))
                .expect(200);
    }

    private void queue(WireDevice device, UUID id) {
        admin.post(device.path("/commands"), Map.of("command", Map.of("type", "ping", "id", id.toString())))
                .expect(200);
    }

    private JsonNode command(WireDevice device, UUID id) {
        return admin.get(device.path("/commands/" + id)).expect(200).data();
    }

    private int audited(WireDevice device, String action) {
        return admin.get("/api/v1/audit?device=" + device.id + "&action=" + action)
                .expect(200)
                .data()
                .size();
    }

    private Iterable<String> logLines(WireDevice device) {
        return admin.get(device.path("/logs")).expect(200).data().findValuesAsText("line");
    }
}
