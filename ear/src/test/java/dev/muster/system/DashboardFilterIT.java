package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What a subscription of {@code /ws/dashboard} lets through, over real sockets. */
@Order(6)
class DashboardFilterIT extends SystemTest {

    private final WireDevice inside = WireDevice.enrolled(muster, "filter");
    private final WireDevice outside = WireDevice.enrolled(muster, "filter");

    @Test
    void a_fleet_is_followed_as_devices_come_and_go() {
        var fleet = fleet();
        members("POST", fleet, inside);
        try (var socket = open(admin);
                var one = inside.online();
                var two = outside.online()) {
            socket.send(subscribe().put("fleet", fleet));
            awaitFirst(socket, one, inside);
            two.send(outside.reading(Map.of("n", 1)));
            two.next("event_ack");
            one.send(inside.reading(Map.of("n", 2)));
            assertThat(socket.next("reading").path("deviceId").asText()).isEqualTo(inside.id);
            members("POST", fleet, outside);
            members("DELETE", fleet, inside);
            Eventually.pause(WITHIN.toMillis());
            drain(socket);
            one.send(inside.reading(Map.of("n", 3)));
            one.next("event_ack");
            two.send(outside.reading(Map.of("n", 4)));
            assertThat(socket.next("reading").path("deviceId").asText()).isEqualTo(outside.id);
        }
    }

    @Test
    void a_fleet_that_is_none_or_another_ones_or_deleted_tells_nothing() {
        var gone = fleet();
        members("POST", gone, inside);
        var contractor = contractor(fleet(), outside);
        try (var nowhere = open(admin);
                var deleted = open(admin);
                var others = open(contractor);
                var all = open(admin);
                var one = inside.online()) {
            nowhere.send(subscribe().put("fleet", UUID.randomUUID().toString()));
            deleted.send(subscribe().put("fleet", gone));
            others.send(subscribe().put("fleet", gone));
            all.send(subscribe());
            awaitFirst(deleted, one, inside);
            assertThat(others.poll(Duration.ofMillis(100))).isNull();
            admin.call("DELETE", "/api/v1/fleets/" + gone, null).expect(200);
            Eventually.pause(WITHIN.toMillis());
            drain(deleted);
            drain(all);
            one.send(inside.reading(Map.of("n", 1)));
            all.next("reading");
            for (var socket : List.of(nowhere, deleted, others)) {
                assertThat(socket.poll(Duration.ofMillis(300))).isNull();
                assertThat(socket.isClosed()).isFalse();
            }
        }
    }

    @Test
    void events_are_told_by_name() {
        try (var socket = open(admin);
                var one = inside.online()) {
            var wanted = subscribe();
            wanted.putArray("devices").add(inside.id);
            wanted.putArray("events").add("log_line");
            socket.send(wanted);
            Eventually.pause(500);
            one.send(inside.reading(Map.of("n", 1)));
            one.send(inside.logLine(inside.nextSeq(), "heard"));
            assertThat(socket.poll(Socket.SOON).path("line").asText()).isEqualTo("heard");
        }
    }

    @Test
    void a_filter_that_cannot_be_taken_is_refused_and_the_one_before_stays() {
        try (var socket = open(admin);
                var one = inside.online()) {
            var first = subscribe();
            first.putArray("devices").add(inside.id);
            socket.send(first);
            awaitFirst(socket, one, inside);
            var tooLong = subscribe();
            var ids = tooLong.putArray("devices");
            for (var i = 0; i < 1_001; i++) {
                ids.add("d" + i);
            }
            socket.send(tooLong);
            assertThat(socket.next("error").path("detail").asText())
                    .isEqualTo("the request has a wrong member: devices is a list of at most 1000, or null");
            socket.send(subscribe().put("devices", inside.id));
            assertThat(socket.next("error").path("code").asText()).isEqualTo("invalid");
            socket.send(subscribe().put("fleet", 7));
            assertThat(socket.next("error").path("code").asText()).isEqualTo("invalid");
            one.send(inside.reading(Map.of("n", 2)));
            assertThat(socket.next("reading").path("deviceId").asText()).isEqualTo(inside.id);
        }
    }

    private Socket open(Rest who) {
        return Socket.open(muster.socketAt("/ws/dashboard"), who.token());
    }

    private static ObjectNode subscribe() {
        return Json.object().put("type", "subscribe");
    }

    /** The subscription is there once something has come through. */
    private static void awaitFirst(Socket socket, Socket online, WireDevice device) {
        Eventually.value(
                "subscribed",
                Socket.SOON,
                () -> {
                    online.send(device.reading(Map.of("n", 0)));
                    online.next("event_ack");
                    return socket.poll(Duration.ofMillis(200)) != null;
                },
                heard -> heard);
        Eventually.pause(500);
        drain(socket);
    }

    private static void drain(Socket socket) {
        while (socket.poll(Duration.ofMillis(1)) != null) {
            // what came before
        }
    }

    private String fleet() {
        return admin.post("/api/v1/fleets", Map.of("name", "Filter " + UUID.randomUUID()))
                .expect(201)
                .data()
                .path("id")
                .asText();
    }

    private void members(String method, String fleet, WireDevice device) {
        admin.call(method, "/api/v1/fleets/" + fleet + "/devices", Json.write(Map.of("deviceIds", List.of(device.id))))
                .expect(200);
    }

    /** Somebody who sees that one fleet only. */
    private Rest contractor(String fleet, WireDevice device) {
        members("POST", fleet, device);
        var email = "filter-" + UUID.randomUUID() + "@system.test";
        var token = admin.post(
                        "/api/v1/users",
                        Map.of("email", email, "fleets", List.of(Map.of("fleet", fleet, "role", "VIEWER"))))
                .expect(201)
                .data()
                .path("invitation")
                .path("token")
                .asText();
        nobody.post("/api/v1/auth/invitations/accept", Map.of("token", token, "password", "seven blue lanterns"))
                .expect(200);
        return muster.anonymous().signIn(email, "seven blue lanterns");
    }
}
