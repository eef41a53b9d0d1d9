package dev.muster.web.mqtt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.platform.Refusal;
import dev.muster.protocol.DeviceEvent;
import dev.muster.protocol.DeviceMessage;
import dev.muster.protocol.Json;
import dev.muster.protocol.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads what a device published: events, batches of them, and {@code hello}; commands have no way here. */
final class MqttMessages {

    private MqttMessages() {}

    /** @throws Refusal 413 {@code too-large}, 400 {@code bad-message}, 400 {@code unexpected} */
    static DeviceMessage read(byte[] payload) {
        if (payload.length > Limits.SOCKET_MESSAGE_BYTES) {
            throw Refusal.of(413, "too-large", "a message has at most " + Limits.SOCKET_MESSAGE_BYTES + " bytes");
        }
        var message = parsed(new String(payload, StandardCharsets.UTF_8));
        if (message instanceof DeviceMessage.Batch batch
                        && batch.events().stream().noneMatch(MqttMessages::isStep)
                || message instanceof DeviceEvent
                || message instanceof DeviceMessage.Hello) {
            return message;
        }
        throw Refusal.of(400, "unexpected", "over MQTT come events and hello");
    }

    /** What is JSON but no message goes on as it is, and is refused with its {@code seq}. */
    private static DeviceMessage parsed(String text) {
        try {
            var message = Json.read(text, DeviceMessage.class);
            return message == null ? new DeviceMessage.Batch(List.of(Json.object())) : message;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return unread(text);
        }
    }

    private static DeviceMessage unread(String text) {
        try {
            return new DeviceMessage.Batch(List.of(Json.read(text, JsonNode.class)));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw Refusal.of(400, "bad-message", "the message is no JSON");
        }
    }

    private static boolean isStep(JsonNode item) {
        return item.path("type").asText().startsWith("command_");
    }
}
