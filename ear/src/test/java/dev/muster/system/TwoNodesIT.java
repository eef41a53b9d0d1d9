package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Two servers on one database: either serves any device and any operator. */
@Order(10)
class TwoNodesIT extends SystemTest {

    /** A node that is not heard of for 15 s is given up by the others, which look every 5 s. */
    private static final Duration GIVEN_UP_WITHIN = Duration.ofSeconds(25);

    private final RunningMuster other = RunningMuster.secondNode();

    @Test
    void a_command_reaches_a_device_on_the_other_node() {
        var device = WireDevice.enrolled(muster, "two-nodes");
        try (var socket = device.at(other).online()) {
            var id = UUID.randomUUID();
            queue(device, id);
            var command = socket.next("command", WITHIN).path("command");
            assertThat(command.path("id").asText()).isEqualTo(id.toString());
            socket.send(device.result(id, true, "pong"));
            awaitState(device, id, "SUCCEEDED");
        }
    }

    @Test
    void T_W08_a_second_socket_on_the_other_node_closes_the_first() {
        var device = WireDevice.enrolled(muster, "two-nodes");
        try (var first = device.online();
                var second = device.at(other).online()) {
            assertThat(first.awaitClose(WITHIN).code()).isEqualTo(4409);
            second.send(device.reading(Map.of("n", 1)));
            awaitAck(second, 1);
            assertThat(connected(device)).isEqualTo("node-2");
        }
    }

    @Test
    void T_D01_a_check_in_is_not_accepted_again_on_the_other_node() {
        var device = WireDevice.enrolled(muster, "two-nodes");
        var nonce = device.nextNonce();
        var body = device.checkInBody();
        device.checkIn(body).nonce(nonce).send().answer().expect(200);
        var again = device.at(other).checkIn(body).nonce(nonce).send();
        assertThat(again.status()).isEqualTo(401);
        assertThat(again.code()).isEqualTo("replay");
        assertThat(again.isSignedBack()).isTrue();
    }

    @Test
    void a_session_of_one_node_is_one_of_the_other() {
        var email = new ProductDatabase(muster).person("VIEWER");
        var token = muster.anonymous().signIn(email, muster.adminPassword()).token();
        other.anonymous().bearing(token).get("/api/v1/devices").expect(200);
        other.anonymous().bearing(token).post("/api/v1/auth/logout", Map.of()).expect(200);
        nobody.bearing(token).get("/api/v1/devices").expect(401);
    }

    @Test
    void F11_the_sockets_of_a_killed_node_are_closed_by_the_other() {
        var device = WireDevice.enrolled(muster, "two-nodes");
        try (var socket = device.at(other).online()) {
            assertThat(connected(device)).isEqualTo("node-2");
            ProcessHandle.of(other.serverPid()).orElseThrow().destroyForcibly();
            Eventually.value("", GIVEN_UP_WITHIN, () -> connected(device), ""::equals);
            assertThat(socket.isClosed()).isTrue();
        }
        other.awaitReady();
        try (var socket = device.at(other).online()) {
            socket.send(device.reading(Map.of("n", 1)));
            awaitAck(socket, 1);
            assertThat(connected(device)).isEqualTo("node-2");
        }
    }

    /** The node that holds the device's socket; empty for none. */
    private String connected(WireDevice device) {
        for (var each :
                admin.get("/api/v1/devices/connected?limit=500").expect(200).data()) {
            if (each.path("deviceId").asText().equals(device.id)) {
                return each.path("node").asText();
            }
        }
        return "";
    }
}
