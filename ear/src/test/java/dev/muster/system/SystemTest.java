package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** The running product, its first administrator, and what many stories ask of them. */
abstract class SystemTest {

    /** How long the server may take to close what lost its right (section 2). */
    static final Duration WITHIN = Duration.ofSeconds(5);

    final RunningMuster muster = RunningMuster.get();
    final Rest admin = muster.admin();
    final Rest nobody = muster.anonymous();

    String host() {
        return muster.base().getAuthority();
    }

    void move(WireDevice device, String state) {
        admin.post(device.path("/move"), Map.of("state", state, "reason", "system test"))
                .expect(200);
    }

    void queue(WireDevice device, UUID id) {
        admin.post(device.path("/commands"), Map.of("command", Map.of("type", "ping", "id", id.toString())))
                .expect(200);
    }

    JsonNode command(WireDevice device, UUID id) {
        return admin.get(device.path("/commands/" + id)).expect(200).data();
    }

    void awaitState(WireDevice device, UUID command, String state) {
        Eventually.value(
                state, WITHIN, () -> command(device, command).path("state").asText(), state::equals);
    }

    int audited(WireDevice device, String action) {
        return admin.get("/api/v1/audit?device=" + device.id + "&action=" + action)
                .expect(200)
                .data()
                .size();
    }

    int readings(WireDevice device) {
        return admin.get(device.path("/readings")).expect(200).data().size();
    }

    /** Newest first. */
    Iterable<String> logLines(WireDevice device) {
        return admin.get(device.path("/logs")).expect(200).data().findValuesAsText("line");
    }

    void assertThatNothingWasStored(WireDevice device) {
        assertThat(readings(device)).isZero();
        assertThat(admin.get(device.path(""))
                        .expect(200)
                        .data()
                        .path("lastSeen")
                        .asText(""))
                .isEmpty();
    }

    static JsonNode batch(JsonNode... events) {
        var batch = Json.object().put("type", "batch");
        var list = batch.putArray("events");
        for (var event : events) {
            list.add(event);
        }
        return batch;
    }

    static void awaitAck(Socket socket, long seq) {
        var acknowledged = 0L;
        while (acknowledged < seq) {
            acknowledged = socket.next("event_ack").path("seq").asLong();
        }
        assertThat(acknowledged).isEqualTo(seq);
    }
}
