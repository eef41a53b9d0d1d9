package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What a device says on its socket: acknowledged once stored, stored once, refused alone (section 6). */
@Order(3)
class SocketEventsIT extends SystemTest {

    @Test
    void the_highest_number_is_acknowledged_and_a_repeat_is_stored_once() {
        var device = WireDevice.enrolled(muster, "events");
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
        var device = WireDevice.enrolled(muster, "events");
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
        var device = WireDevice.enrolled(muster, "events");
        try (var socket = device.online()) {
            socket.send(Json.object().put("type", "teleport").put("seq", 1));
            assertThat(socket.next("error").path("detail").asText()).contains("teleport");
            socket.send(device.logLine(2, "still here"));
            awaitAck(socket, 2);
        }
    }

    @Test
    void T_D12_a_reading_of_impossible_values_is_refused() {
        var device = WireDevice.enrolled(muster, "events");
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
    void times_and_numbers_that_no_device_can_have_are_refused_alone_and_the_socket_stays() {
        var device = WireDevice.enrolled(muster, "events");
        try (var socket = device.online()) {
            socket.send(device.reading(1, Map.of("n", 1)).put("ts", "+300000-01-01T00:00:00Z"));
            assertThat(socket.next("error").path("ref").asText()).isEqualTo("1");
            socket.send(device.reading(Long.MAX_VALUE, Map.of("n", 2)));
            assertThat(socket.next("error").path("code").asText()).isEqualTo("bad-event");
            socket.send(device.reading(2, Map.of("n", 3)));
            awaitAck(socket, 2);
        }
        assertThat(readings(device)).isEqualTo(1);
    }
}
