package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.CloseCodes;
import dev.muster.protocol.Json;
import dev.muster.protocol.crypto.Hkdf;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The life of a device as seen from outside, with a real socket open and commands in the queue. */
@Order(6)
class LifeIT extends SystemTest {

    private static final Duration AT_ONCE = Duration.ofSeconds(5);

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
        var database = new ProductDatabase(muster);
        var manager = database.signIn(database.person("MANAGER"));
        assertThat(manager.get(device.path("")).status()).isEqualTo(404);
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
    void T_E07_from_org_to_org_with_a_socket_open_and_orders_in_the_queue() {
        var next = WireDevice.freshId("org");
        admin.post("/api/v1/orgs", Map.of("name", "The next one", "slug", next)).expect(201);
        var there = admin.with("X-Muster-Org", next);
        var device = WireDevice.enrolled(muster, "sold");
        var socket = device.online();
        socket.send(device.reading(Map.of("temperature", 21.5)));
        socket.next("event_ack");
        var taken = queue(device);
        socket.next("command");
        socket.send(WireDevice.ack(UUID.fromString(taken)));
        var waiting = queue(device);

        var moved =
                move(device, Map.of("org", next, "reason", "sold")).expect(200).data();
        assertThat(moved.path("org").asText()).isEqualTo(next);
        assertThat(moved.path("state").asText()).isEqualTo("active");
        assertThat(socket.awaitClose(AT_ONCE).code()).isEqualTo(CloseCodes.UNAUTHENTICATED);
        for (var command : List.of(taken, waiting)) {
            var end = admin.get(device.path("/commands/" + command)).expect(200).data();
            assertThat(end.path("state").asText()).isEqualTo("CANCELLED");
            assertThat(end.path("output").asText()).contains("left the org", "sold");
        }
        assertThat(admin.get(device.path("/telemetry?keys=temperature")).body()).contains("21.5");
        assertThat(admin.get(device.path("")).status()).isEqualTo(404);

        var anew = admin.with("X-Muster-Org", next)
                .post(device.path("/credentials/rotate"), Map.of())
                .expect(200)
                .data();
        var again = new WireDevice(
                muster,
                device.id,
                Base64.getDecoder().decode(anew.path("secret").asText()),
                anew.path("token").asText());
        assertThat(device.checkIn(device.checkInBody()).send().code()).isEqualTo("signature");
        again.checkIn(device.checkInBody())
                .nonce(device.nextNonce())
                .send()
                .answer()
                .expect(200);
        assertThat(there.get(device.path("/commands")).expect(200).data()).isEmpty();
        assertThat(there.get(device.path("/events")).expect(200).data()).isEmpty();
        assertThat(there.get(device.path("/telemetry?keys=temperature")).body()).doesNotContain("21.5");
        assertThat(there.get(device.path("/state"))
                        .expect(200)
                        .data()
                        .path("arrival")
                        .path("cameFrom")
                        .asText())
                .isEqualTo("Default");
        assertThat(there.get("/api/v1/audit?device=" + device.id).body())
                .contains("device.arrived")
                .doesNotContain("command.queued");
    }

    @Test
    void T_E07_a_device_with_an_open_socket_that_is_assigned_out_of_the_pool_loses_it_and_goes_on_with_its_secret() {
        var key = factoryKey();
        var device = factoryDevice(key);
        assertThat(device.first().send().status()).isEqualTo(200);
        assertThat(ids("/api/v1/devices/unclaimed?limit=500")).contains(device.wire().id);
        var enrolled = renew(device);
        var socket = enrolled.online();
        socket.send(enrolled.reading(Map.of("temperature", 1)));
        socket.next("event_ack");
        move(enrolled, Map.of("org", "default", "reason", "ordered")).expect(200);
        assertThat(socket.awaitClose(AT_ONCE).code()).isEqualTo(CloseCodes.UNAUTHENTICATED);
        try (var again = enrolled.online()) {
            again.send(enrolled.reading(Map.of("temperature", 2)));
            again.next("event_ack");
        }
        var series = admin.get(enrolled.path("/telemetry?keys=temperature"))
                .expect(200)
                .data();
        assertThat(series.path("series").path(0).path("points"))
                .as("what it said in the pool is not the org's")
                .hasSize(1);
    }

    @Test
    void T_E01_a_factory_fresh_device_registers_itself_with_its_first_valid_check_in() {
        var device = factoryDevice(factoryKey());
        assertThat(device.first().withSecret(new byte[32]).send().code()).isEqualTo("signature");
        assertThat(device.first().created(1).send().code()).isEqualTo("clock-skew");
        assertThat(ids("/api/v1/devices/unclaimed?limit=500")).doesNotContain(device.wire().id);
        var reply = device.first().send();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.isSignedBack()).isTrue();
        var listed =
                admin.get("/api/v1/devices/unclaimed?limit=500").expect(200).data();
        assertThat(listed.findValuesAsText("id")).contains(device.wire().id);
        assertThat(device.first().send().status())
                .as("stored against that record")
                .isEqualTo(200);
    }

    @Test
    void T_E02_a_factory_device_with_the_id_of_another_is_told_so_signed_and_shown() {
        var taken = WireDevice.enrolled(muster, "life");
        var key = factoryKey();
        var squatter = new FactoryDevice(key, wire(taken.id, key));
        var reply = squatter.first().send();
        assertThat(reply.code()).isEqualTo("known-device");
        assertThat(reply.isSignedBack()).isTrue();
        var again = muster.anonymous()
                .with("X-Enrollment-Key", muster.enrollmentKey())
                .call("POST", taken.path("/token"), null);
        assertThat(again.code()).isEqualTo("known-device");
        var conflicts = admin.get("/api/v1/devices/conflicts").expect(200).data();
        assertThat(conflicts)
                .filteredOn(each -> each.path("deviceId").asText().equals(taken.id))
                .singleElement()
                .matches(each -> each.path("claims").asInt() == 2);
        taken.checkIn(taken.checkInBody()).send().answer().expect(200);
    }

    @Test
    void T_D10_a_rotated_credential_works_beside_the_old_one_and_a_revoked_one_closes_the_socket_at_once() {
        var device = WireDevice.enrolled(muster, "life");
        var socket = device.online();
        var rotated = admin.post(device.path("/credentials/rotate"), Map.of())
                .expect(200)
                .data();
        var anew = new WireDevice(
                muster,
                device.id,
                Base64.getDecoder().decode(rotated.path("secret").asText()),
                rotated.path("token").asText());
        device.checkIn(device.checkInBody()).send().answer().expect(200);
        anew.checkIn(device.checkInBody())
                .nonce(device.nextNonce())
                .send()
                .answer()
                .expect(200);
        assertThat(socket.isClosed()).isFalse();
        admin.delete(device.path("/credentials")).expect(200);
        assertThat(socket.awaitClose(AT_ONCE).code()).isEqualTo(CloseCodes.UNAUTHENTICATED);
        for (var each : List.of(device, anew)) {
            assertThat(each.checkIn(device.checkInBody())
                            .nonce(device.nextNonce())
                            .send()
                            .code())
                    .isEqualTo("signature");
            assertThat(each.connect().awaitClose(AT_ONCE).code()).isEqualTo(CloseCodes.UNAUTHENTICATED);
        }
    }

    @Test
    void T_E04_a_provision_token_made_for_a_device_lets_it_in_again_once() {
        var device = WireDevice.enrolled(muster, "life");
        var token = admin.post("/api/v1/provision-tokens", Map.of("name", "lost its disk", "deviceId", device.id))
                .expect(201)
                .data()
                .path("token")
                .asText();
        var body = Map.of("provisionToken", token, "deviceId", device.id);
        var again =
                muster.anonymous().post("/api/v1/provision", body).expect(200).data();
        assertThat(device.checkIn(device.checkInBody()).send().code()).isEqualTo("signature");
        var anew = new WireDevice(
                muster,
                device.id,
                Base64.getDecoder().decode(again.path("secret").asText()),
                again.path("token").asText());
        anew.checkIn(device.checkInBody())
                .nonce(device.nextNonce())
                .send()
                .answer()
                .expect(200);
        assertThat(muster.anonymous().post("/api/v1/provision", body).code()).isEqualTo("provision-token");
    }

    @Test
    void T_E03_a_device_of_a_key_that_asks_for_a_person_waits_with_its_secret_until_it_is_accepted() {
        var key = admin.post("/api/v1/enrollment-keys", Map.of("name", "line 3"))
                .expect(201)
                .data()
                .path("key")
                .asText();
        var id = WireDevice.freshId("life");
        var got = muster.anonymous()
                .with("X-Enrollment-Key", key)
                .call("POST", "/api/v1/devices/" + id + "/token", null)
                .expect(200)
                .data();
        var device = new WireDevice(
                muster,
                id,
                Base64.getDecoder().decode(got.path("secret").asText()),
                got.path("token").asText());
        var reply = device.checkIn(device.checkInBody()).send();
        assertThat(reply.code()).isEqualTo("device-ejected");
        assertThat(reply.isSignedBack()).isTrue();
        assertThat(device.connect().awaitClose(AT_ONCE).code()).isEqualTo(CloseCodes.FORBIDDEN);
        move(device, Map.of("state", "active", "reason", "that is ours")).expect(200);
        device.checkIn(device.checkInBody()).send().answer().expect(200);
    }

    private record FactoryDevice(JsonNode key, WireDevice wire) {
        SignedCall first() {
            return wire.checkIn(wire.checkInBody())
                    .as("factory:" + key.path("id").asText() + ":" + wire.id);
        }
    }

    private JsonNode factoryKey() {
        return admin.post("/api/v1/factory-keys", Map.of("name", "batch 7", "model", "P-100"))
                .expect(201)
                .data();
    }

    private FactoryDevice factoryDevice(JsonNode key) {
        return new FactoryDevice(key, wire(WireDevice.freshId("board"), key));
    }

    private WireDevice wire(String id, JsonNode key) {
        return new WireDevice(
                muster,
                id,
                Hkdf.deviceSecret(Base64.getDecoder().decode(key.path("key").asText()), id),
                "");
    }

    /** The factory secret is a proof for a renewal too: this is how such a device gets a token for a socket. */
    private WireDevice renew(FactoryDevice device) {
        var got = new SignedCall(device.wire(), "POST", device.wire().path("/token"), null)
                .as("factory:" + device.key().path("id").asText() + ":" + device.wire().id)
                .send()
                .answer()
                .expect(200)
                .data();
        return new WireDevice(
                muster,
                device.wire().id,
                Base64.getDecoder().decode(got.path("secret").asText()),
                got.path("token").asText());
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
