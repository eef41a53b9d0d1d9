package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Commands on a device's socket: handed out until acknowledged, run once, ended by a signed word (section 5). */
@Order(3)
class SocketCommandsIT extends SystemTest {

    @Test
    void T_W09_a_result_for_another_devices_command_changes_nothing() {
        var target = WireDevice.enrolled(muster, "commands");
        var stranger = WireDevice.enrolled(muster, "commands");
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
        var device = WireDevice.enrolled(muster, "commands");
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
            awaitState(device, id, "FAILED");
            socket.send(device.result(id, true, "no, it worked"));
            socket.send(device.logLine(1, "sync"));
            awaitAck(socket, 1);
        }
        assertThat(command(device, id).path("output").asText()).isEqualTo("it failed");
    }

    @Test
    void T_R11_a_reused_command_id_is_refused_and_runs_once() {
        var device = WireDevice.enrolled(muster, "commands");
        var id = UUID.randomUUID();
        try (var socket = device.online()) {
            queue(device, id);
            socket.next("command");
            var again = admin.post(
                    device.path("/commands"), Map.of("command", Map.of("type", "ping", "id", id.toString())));
            assertThat(again.status()).isEqualTo(409);
            assertThat(again.code()).isEqualTo("duplicate-command");
            socket.send(device.result(id, true, "pong"));
            assertThatTheNextCommandIsANewOne(device, socket);
        }
    }

    @Test
    void a_command_that_was_not_acknowledged_is_handed_out_again_after_a_reconnect() {
        var device = WireDevice.enrolled(muster, "commands");
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
            awaitState(device, id, "RECEIVED");
        }
    }

    @Test
    void a_live_command_for_a_device_without_a_socket_fails_at_once() {
        var device = WireDevice.enrolled(muster, "commands");
        var answer = admin.post(
                        device.path("/commands"),
                        Map.of("command", Map.of("type", "ping"), "mode", "live", "timeoutMs", 5_000))
                .expect(200);
        assertThat(answer.data().path("state").asText()).isEqualTo("FAILED");
        assertThat(answer.data().path("success").asBoolean(true)).isFalse();
    }

    @Test
    void a_queued_command_can_be_taken_back_until_it_is_handed_out() {
        var device = WireDevice.enrolled(muster, "commands");
        var id = UUID.randomUUID();
        queue(device, id);
        admin.delete(device.path("/commands/" + id)).expect(200);
        assertThat(command(device, id).path("state").asText()).isEqualTo("CANCELLED");
        assertThat(admin.delete(device.path("/commands/" + id)).code()).isEqualTo("command-state");
        try (var socket = device.online()) {
            assertThatTheNextCommandIsANewOne(device, socket);
        }
    }

    @Test
    void a_signature_that_does_not_hold_or_does_not_say_what_it_covers_is_refused_and_nothing_is_queued() {
        var device = WireDevice.enrolled(muster, "commands");
        assertThat(pointer(device, Map.of("command", Map.of("type", "ping"), "signature", "AAAA")))
                .isEqualTo("/command/id");
        assertThat(pointer(device, Map.of("line", "ping", "signature", "AAAA"))).isEqualTo("/command");
        var now = Instant.now();
        var whole = Map.of(
                "command", Map.of("type", "ping", "id", UUID.randomUUID().toString()),
                "issuedAt", Json.time(now),
                "expiresAt", Json.time(now.plusSeconds(60)),
                "signature", "AAAA");
        assertThat(admin.post(device.path("/commands"), whole).code()).isEqualTo("operator-signature");
        assertThat(admin.get(device.path("/commands")).expect(200).data()).isEmpty();
        assertThat(audited(device, "command.queued")).isZero();
        assertThat(audited(device, "command.signature.refused")).isEqualTo(1);
    }

    private String pointer(WireDevice device, Object command) {
        var answer = admin.post(device.path("/commands"), command);
        assertThat(answer.status()).isEqualTo(422);
        return answer.json().path("errors").path(0).path("pointer").asText();
    }

    /** Whatever else waits would come before it. */
    private void assertThatTheNextCommandIsANewOne(WireDevice device, Socket socket) {
        var id = UUID.randomUUID();
        queue(device, id);
        assertThat(socket.next("command").path("command").path("id").asText()).isEqualTo(id.toString());
    }
}
