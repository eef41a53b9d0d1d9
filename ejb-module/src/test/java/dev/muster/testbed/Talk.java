package dev.muster.testbed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.DeviceMessage;
import dev.muster.protocol.Json;
import dev.muster.protocol.crypto.ContentDigest;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.registry.entity.DoorRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** What a device says, as it comes off the wire. */
public final class Talk {

    private Talk() {}

    public static String reading(long seq, double temperature) {
        return reading(seq, Instant.now(), temperature);
    }

    public static String reading(long seq, Instant ts, double temperature) {
        return """
                {"type":"reading","seq":%d,"ts":"%s","values":{"temperature":%s},"transport":"wifi","rttMs":43}""".formatted(seq, ts, temperature);
    }

    public static String line(long seq, String text) {
        return Json.object()
                .put("type", "log_line")
                .put("seq", seq)
                .put("ts", Json.time(Instant.now()))
                .put("level", "INFO")
                .put("line", text)
                .toString();
    }

    public static String ack(UUID command) {
        return "{\"type\":\"command_ack\",\"id\":\"" + command + "\"}";
    }

    public static String progress(UUID command, int percent) {
        return "{\"type\":\"command_progress\",\"id\":\"" + command + "\",\"percent\":" + percent + "}";
    }

    public static DeviceMessage message(String json) {
        try {
            return Json.read(json, DeviceMessage.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static JsonNode json(String text) {
        try {
            return Json.read(text, JsonNode.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The signature of a check-in sent now. */
    public static RequestSignature signed(DoorRecord device, long nonce, byte[] body) {
        return signed(device, nonce, body, Instant.now().getEpochSecond());
    }

    public static RequestSignature signed(DoorRecord device, long nonce, byte[] body, long created) {
        return RequestSignature.sign(
                "POST",
                "/api/v1/device/checkin",
                null,
                ContentDigest.of(body),
                created,
                nonce,
                device.deviceId(),
                device.secret());
    }
}
