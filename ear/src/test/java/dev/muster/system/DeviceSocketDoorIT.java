package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Who comes in at {@code /ws/device}, who does not, and with which code (section 6). */
@Order(3)
class DeviceSocketDoorIT extends SystemTest {

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
            var offline = Eventually.within(
                    Duration.ofSeconds(1),
                    () -> !admin.get(device.path("")).data().path("online").asBoolean());
            assertThat(offline).isFalse();
            assertThat(newer.isClosed()).isFalse();
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

    private Socket withoutToken() {
        return Socket.open(muster.socketAt("/ws/device"), Map.of());
    }

    private static JsonNode auth(String token) {
        return Json.object().put("type", "auth").put("token", token);
    }

    private int handshakeStatus(String path, Map<String, String> headers) {
        var refused = catchThrowableOfType(
                Socket.Refused.class,
                () -> Socket.open(muster.socketAt(path), headers).close());
        return refused == null ? 101 : refused.status;
    }
}
