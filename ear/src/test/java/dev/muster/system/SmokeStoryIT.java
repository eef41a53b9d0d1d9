package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The main road, on every server that Muster runs on: sign in, a device, its readings, a command, the audit. */
@Tag("smoke")
@Order(1)
class SmokeStoryIT extends SystemTest {

    @Test
    void the_server_is_live_started_and_ready() {
        for (var probe : new String[] {"live", "started", "ready"}) {
            var answer = nobody.get("/health/" + probe).expect(200);
            assertThat(answer.json().path("status").asText()).isEqualTo("UP");
        }
    }

    @Test
    void an_enrolled_device_appears_in_the_list() {
        var device = WireDevice.enrolled(muster, "smoke");

        var row = row(device);

        assertThat(row.path("state").asText()).isEqualTo("active");
        assertThat(row.path("status").asText()).isEqualTo("never");
        assertThat(row.path("org").asText()).isEqualTo("default");
    }

    @Test
    void a_device_on_its_socket_is_shown_as_reporting() {
        var device = WireDevice.enrolled(muster, "smoke");
        try (var socket = device.online()) {
            socket.send(device.reading(Map.of("temperature", 21.5)));
            assertThat(socket.next("event_ack").path("seq").asLong()).isEqualTo(1);

            var row = row(device);

            assertThat(row.path("status").asText()).isEqualTo("reporting");
            assertThat(row.path("online").asBoolean()).isTrue();
            assertThat(row.path("transport").asText()).isEqualTo("wifi");
        }
        Eventually.value(
                "offline",
                Duration.ofSeconds(5),
                () -> row(device),
                row -> !row.path("online").asBoolean());
    }

    @Test
    void a_reading_reaches_the_dashboard_within_a_second() {
        var device = WireDevice.enrolled(muster, "smoke");
        try (var dashboard = Socket.open(muster.socketAt("/ws/dashboard"), admin.token());
                var socket = device.online()) {
            subscribe(dashboard, device, socket);
            socket.send(device.reading(Map.of("temperature", 21.5)));

            var shown = dashboard.next("reading", Duration.ofSeconds(1));

            assertThat(shown.path("deviceId").asText()).isEqualTo(device.id);
            assertThat(shown.path("values").path("temperature").asDouble()).isEqualTo(21.5);
        }
    }

    @Test
    void a_command_runs_on_the_device_and_its_signed_result_comes_back() {
        var device = WireDevice.enrolled(muster, "smoke");
        try (var socket = device.online()) {
            var answer = CompletableFuture.supplyAsync(() -> admin.post(
                    device.path("/commands"), Map.of("command", Map.of("type", "ping"), "timeoutMs", 60_000)));
            var command = socket.next("command").path("command");
            var id = UUID.fromString(command.path("id").asText());
            socket.send(WireDevice.ack(id));
            socket.send(device.result(id, true, "pong by wifi"));

            // the result wakes whoever waits for it, long before their time is up
            var ended = answer.orTimeout(Socket.SOON.toSeconds(), TimeUnit.SECONDS)
                    .join()
                    .expect(200)
                    .data();

            assertThat(ended.path("commandId").asText()).isEqualTo(id.toString());
            assertThat(ended.path("state").asText()).isEqualTo("SUCCEEDED");
            assertThat(ended.path("output").asText()).isEqualTo("pong by wifi");
            assertThatTheStoredSignatureIsTheDevices(device, id);
            assertThatTheAuditHas(device, "command.queued", id);
        }
    }

    @Test
    void a_check_in_over_signed_http_is_answered_signed_and_stored() {
        var device = WireDevice.enrolled(muster, "smoke");
        var body = device.checkInBody();
        body.putArray("readings")
                .addObject()
                .put("ts", Json.time(Instant.now()))
                .putObject("values")
                .put("pressure", 4.2);

        var reply = device.checkIn(body).send();

        assertThat(reply.status()).as(reply.answer().toString()).isEqualTo(200);
        assertThat(reply.isSignedBack()).isTrue();
        assertThat(reply.answer().header("Date")).isPresent();
        assertThat(reply.answer().json().path("nextCheckinSec").asInt()).isPositive();
        assertThat(reply.answer().json().path("serverTime").asText()).endsWith("Z");
        assertThat(row(device).path("firmware").asText()).isEqualTo("1.4.2");
        var points = admin.get(device.path("/telemetry?keys=pressure")).data();
        assertThat(points.path("series").path(0).path("points")).hasSize(1);
    }

    @Test
    void a_queued_command_travels_with_the_check_in_and_its_result_with_the_next() {
        var device = WireDevice.enrolled(muster, "smoke");
        var queued = admin.post(device.path("/commands"), Map.of("command", Map.of("type", "show_state")))
                .expect(200)
                .data();
        assertThat(queued.path("state").asText()).isEqualTo("QUEUED");
        var id = UUID.fromString(queued.path("commandId").asText());

        var first = device.checkIn(device.checkInBody()).send().answer().expect(200);
        var handedOut = first.json().path("commands").path(0);
        assertThat(handedOut.path("id").asText()).isEqualTo(id.toString());
        assertThat(handedOut.path("type").asText()).isEqualTo("show_state");
        var next = device.checkInBody();
        next.putArray("events").add(WireDevice.ack(id)).add(device.result(id, true, "all well"));
        device.checkIn(next).send().answer().expect(200);

        var ended = admin.get(device.path("/commands/" + id)).expect(200).data();
        assertThat(ended.path("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(ended.path("output").asText()).isEqualTo("all well");
        for (var step : new String[] {"queuedAt", "sentAt", "receivedAt", "finishedAt"}) {
            assertThat(ended.path(step).asText()).as(step).endsWith("Z");
        }
    }

    @Test
    void signing_out_ends_the_session_and_its_socket_at_once() {
        var person = muster.signIn();
        person.get("/api/v1/auth/me").expect(200);
        try (var dashboard = Socket.open(muster.socketAt("/ws/dashboard"), person.token())) {
            dashboard.send(Json.object().put("type", "subscribe"));
            person.call("POST", "/api/v1/auth/logout", null).expect(200);

            person.get("/api/v1/auth/me").expect(401);
            assertThat(dashboard.awaitClose(Duration.ofSeconds(5)).code()).isEqualTo(4401);
        }
    }

    @Test
    void enrolling_and_signing_in_are_in_the_audit() {
        var device = WireDevice.enrolled(muster, "smoke");

        var entry = admin.get("/api/v1/audit?device=" + device.id)
                .expect(200)
                .data()
                .path(0);

        assertThat(entry.path("action").asText()).isEqualTo("device.enrolled");
        assertThat(entry.path("actor").path("id").asText()).isEqualTo(device.id);
        assertThat(entry.path("address").asText()).isNotEmpty();
        assertThat(entry.path("at").asText()).endsWith("Z");
    }

    private JsonNode row(WireDevice device) {
        return admin.get("/api/v1/devices/" + device.id).expect(200).data();
    }

    /** There is no answer to a subscription: it stands when the first event comes through. */
    private static void subscribe(Socket dashboard, WireDevice device, Socket socket) {
        var subscription = Json.object().put("type", "subscribe");
        subscription.putArray("devices").add(device.id);
        dashboard.send(subscription);
        var shown = Eventually.within(Socket.SOON, () -> {
            socket.send(device.logLine(device.nextSeq(), "is anybody there"));
            return dashboard.poll(Duration.ofMillis(100)) != null;
        });
        assertThat(shown).as("the subscription stands").isTrue();
    }

    private void assertThatTheStoredSignatureIsTheDevices(WireDevice device, UUID id) {
        var stored = admin.get(device.path("/commands/" + id)).expect(200).data();
        var said = new CommandResult(
                id,
                stored.path("success").asBoolean(),
                stored.path("output").asText(),
                stored.path("exitCode").asInt(),
                null,
                Instant.parse(stored.path("deviceFinishedAt").asText()),
                stored.path("deviceSignature").asText());
        assertThat(said.isSignedBy(device.id, device.secret)).isTrue();
    }

    private void assertThatTheAuditHas(WireDevice device, String action, UUID command) {
        var entries = admin.get("/api/v1/audit?device=" + device.id + "&action=" + action)
                .expect(200)
                .data();
        assertThat(entries).anySatisfy(entry -> {
            assertThat(entry.path("detail").path("command").asText()).isEqualTo(command.toString());
            assertThat(entry.path("actor").path("name").asText()).isEqualTo(muster.adminEmail());
            assertThat(entry.path("target").path("id").asText()).isEqualTo(device.id);
        });
    }
}
