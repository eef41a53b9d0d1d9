package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.CloseCodes;
import dev.muster.protocol.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The life of a device as seen from outside, with a real socket open and commands in the queue. */
@Order(6)
class LifeIT {

    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private final RunningMuster muster = RunningMuster.get();
    private final Rest admin = muster.admin();

    @Test
    void T_E07_a_device_that_leaves_its_org_loses_socket_secret_and_orders_and_leaves_its_history() {
        var device = WireDevice.enrolled(muster, "life");
        var socket = device.online();
        socket.send(device.reading(Map.of("temperature", 21.5)));
        socket.next("event_ack");
        var command = queue(device);
        socket.next("command");

        move(device, Map.of("state", "ejected", "reason", "contract over")).expect(200);
        var close = socket.awaitClose(AT_ONCE);
        assertThat(close.code()).isEqualTo(CloseCodes.FORBIDDEN);
        assertThat(close.reason()).isEqualTo("device-ejected");
        assertThat(device.checkIn(device.checkInBody()).send().code()).isEqualTo("device-ejected");

        move(device, Map.of("state", "unclaimed", "reason", "given back")).expect(200);
        assertThat(admin.get(device.path("")).status()).isEqualTo(404);
        assertThat(device.connect().awaitClose(AT_ONCE).code()).isEqualTo(CloseCodes.UNAUTHENTICATED);
        assertThat(device.checkIn(device.checkInBody()).send().code()).isEqualTo("signature");
        var old = admin.get(device.path("/commands/" + command)).expect(200).data();
        assertThat(old.path("state").asText()).isEqualTo("CANCELLED");
        assertThat(old.path("output").asText()).contains("given back");
        assertThat(admin.get(device.path("/telemetry?keys=temperature"))
                        .expect(200)
                        .body())
                .contains("21.5");
        assertThat(ids("/api/v1/devices/former")).contains(device.id);
        assertThat(ids("/api/v1/devices/unclaimed?limit=500")).contains(device.id);

        var moved = move(device, Map.of("org", "default", "reason", "back again"))
                .expect(200)
                .data();
        assertThat(moved.path("state").asText()).isEqualTo("active");
        var arrival = admin.get(device.path("/state")).expect(200).data().path("arrival");
        assertThat(arrival.path("cameFrom").asText()).isEqualTo("Default");
        assertThat(arrival.path("reason").asText()).isEqualTo("back again");
        assertThat(device.checkIn(device.checkInBody()).send().code())
                .as("it needs a new secret")
                .isEqualTo("signature");
    }

    @Test
    void a_move_that_its_life_does_not_know_is_refused_and_names_what_is_allowed() {
        var device = WireDevice.enrolled(muster, "life");
        var refused = move(device, Map.of("state", "unclaimed", "reason", "x"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("move");
        assertThat(refused.json().path("detail").asText())
                .contains("here it may become disabled, ejected, retired, in another org active, ejected");
        assertThat(move(device, Map.of("state", "disabled")).status()).isEqualTo(422);
        assertThat(move(device, Map.of("reason", "x")).status()).isEqualTo(422);
        assertThat(move(device, Map.of("org", "nowhere", "reason", "x")).status())
                .isEqualTo(422);
    }

    @Test
    void a_selection_is_moved_as_a_whole() {
        var one = WireDevice.enrolled(muster, "life");
        var two = WireDevice.enrolled(muster, "life");
        var unknown = WireDevice.freshId("nobody");
        var refused = admin.post(
                "/api/v1/devices/move",
                Map.of("deviceIds", List.of(one.id, unknown), "state", "disabled", "reason", "x"));
        assertThat(refused.status()).isEqualTo(404);
        assertThat(state(one)).isEqualTo("active");
        admin.post(
                        "/api/v1/devices/move",
                        Map.of("deviceIds", List.of(one.id, two.id), "state", "disabled", "reason", "in transit"))
                .expect(200);
        assertThat(List.of(state(one), state(two))).containsOnly("disabled");
    }

    private String queue(WireDevice device) {
        return admin.post(
                        device.path("/commands"),
                        Map.of("command", Json.object().put("type", "ping")))
                .expect(200)
                .data()
                .path("commandId")
                .asText();
    }

    private Answer move(WireDevice device, Map<String, String> body) {
        return admin.post(device.path("/move"), body);
    }

    private String state(WireDevice device) {
        return admin.get(device.path("")).expect(200).data().path("state").asText();
    }

    private List<String> ids(String path) {
        return admin.get(path).expect(200).data().findValuesAsText("id");
    }
}
