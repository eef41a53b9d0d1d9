package dev.muster.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.Json;
import dev.muster.protocol.crypto.Frames;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** A device as the wire contract describes it, without an agent: its credentials and its growing numbers. */
final class WireDevice {

    private static final AtomicLong NEXT = new AtomicLong();
    private static final String RUN = Long.toString(System.currentTimeMillis() / 1000, 36);

    final RunningMuster muster;
    final String id;
    final byte[] secret;
    final String token;
    private final AtomicLong eventSeq;
    private final AtomicLong checkInSeq;
    private final AtomicLong nonce;

    WireDevice(RunningMuster muster, String id, byte[] secret, String token) {
        this(muster, id, secret, token, new AtomicLong(), new AtomicLong(), new AtomicLong());
    }

    private WireDevice(
            RunningMuster muster,
            String id,
            byte[] secret,
            String token,
            AtomicLong eventSeq,
            AtomicLong checkInSeq,
            AtomicLong nonce) {
        this.muster = muster;
        this.id = id;
        this.secret = secret;
        this.token = token;
        this.eventSeq = eventSeq;
        this.checkInSeq = checkInSeq;
        this.nonce = nonce;
    }

    /** The same device, its numbers going on, at another node. */
    WireDevice at(RunningMuster node) {
        return new WireDevice(node, id, secret, token, eventSeq, checkInSeq, nonce);
    }

    /** An id that no other test has. */
    static String freshId(String kind) {
        return kind + "-" + RUN + "-" + NEXT.incrementAndGet();
    }

    /** Enrolled with the enrollment key (section 2). */
    static WireDevice enrolled(RunningMuster muster, String kind) {
        var id = freshId(kind);
        var answer = muster.anonymous()
                .with("X-Enrollment-Key", muster.enrollmentKey())
                .call("POST", "/api/v1/devices/" + id + "/token", null)
                .expect(200);
        var secret = Base64.getDecoder().decode(answer.data().path("secret").asText());
        return new WireDevice(muster, id, secret, answer.data().path("token").asText());
    }

    Socket connect() {
        return Socket.open(muster.socketAt("/ws/device"), token);
    }

    /** Connected and welcomed. */
    Socket online() {
        var socket = connect();
        socket.next("welcome");
        return socket;
    }

    long nextSeq() {
        return eventSeq.incrementAndGet();
    }

    long nextNonce() {
        return nonce.incrementAndGet();
    }

    ObjectNode reading(long seq, Map<String, ?> values) {
        var event = Json.object().put("type", "reading").put("seq", seq).put("ts", Json.time(Instant.now()));
        event.set("values", Json.tree(values));
        return event.put("transport", "wifi").put("rttMs", 12);
    }

    ObjectNode reading(Map<String, ?> values) {
        return reading(nextSeq(), values);
    }

    ObjectNode logLine(long seq, String line) {
        return Json.object()
                .put("type", "log_line")
                .put("seq", seq)
                .put("ts", Json.time(Instant.now()))
                .put("level", "INFO")
                .put("line", line);
    }

    /** A check-in body with the next number. */
    ObjectNode checkInBody() {
        return Json.object()
                .put("seq", checkInSeq.incrementAndGet())
                .put("firmware", "1.4.2")
                .put("bootId", "boot-1")
                .put("uptimeSec", 86_400)
                .put("freeHeapBytes", 181_200)
                .put("transport", "wifi")
                .put("rttMs", 43);
    }

    SignedCall checkIn(JsonNode body) {
        return new SignedCall(this, "POST", "/api/v1/device/checkin", body.toString());
    }

    /** A check-in whose body is a frame. */
    SignedCall checkIn(byte[] frame) {
        return new SignedCall(this, "POST", "/api/v1/device/checkin", frame, Frames.MEDIA_TYPE);
    }

    /** The signed end of a command, ready to be sent. */
    JsonNode result(UUID command, boolean success, String output) {
        var now = Instant.now();
        var signed = new CommandResult(command, success, output, success ? 0 : 1, now, now, null).signedBy(id, secret);
        ObjectNode message = Json.mapper().valueToTree(signed);
        return message.put("type", "command_result");
    }

    static JsonNode ack(UUID command) {
        return Json.object().put("type", "command_ack").put("id", command.toString());
    }

    String path(String below) {
        return "/api/v1/devices/" + id + below;
    }
}
