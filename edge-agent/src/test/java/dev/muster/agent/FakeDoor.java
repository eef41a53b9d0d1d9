package dev.muster.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.CheckIn;
import dev.muster.protocol.CheckInReply;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.DeviceMessage;
import dev.muster.protocol.Enrollment;
import dev.muster.protocol.Json;
import dev.muster.protocol.Problem;
import dev.muster.protocol.crypto.ContentDigest;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.protocol.crypto.ResponseSignature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The HTTP doors of the fake server: enrollment and check-in. */
final class FakeDoor extends Handler.Abstract {

    private final FakeServer server;

    FakeDoor(FakeServer server) {
        this.server = server;
    }

    /** A request whose signature held, or not. */
    private record Signed(RequestSignature signature, DeviceBook book, byte[] secret) {}

    /** What is answered, in the state before it is signed. */
    private record Answer(int status, Object body, Signed signed) {}

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (server.knobs.captivePortal) {
            write(response, callback, 200, "text/html", "<html>Welcome to the hotel. Accept?</html>");
            return true;
        }
        if (server.knobs.unavailable) {
            server.knobs.refusedAt.add(System.nanoTime());
            write(response, callback, 503, "text/html", "<html>down</html>");
            return true;
        }
        var path = request.getHttpURI().getPath();
        var body = Content.Source.asByteBuffer(request);
        var bytes = new byte[body.remaining()];
        body.get(bytes);
        var answer = path.endsWith("/token") ? enroll(request, path) : checkIn(request, bytes);
        if (server.knobs.loseAnswers > 0 && path.endsWith("/checkin")) {
            server.knobs.loseAnswers--;
            request.getConnectionMetaData().getConnection().getEndPoint().close();
            callback.failed(new IOException("lost"));
            return true;
        }
        answer(response, callback, answer);
        return true;
    }

    private Answer enroll(Request request, String path) {
        var deviceId = path.split("/")[4];
        var signed = server.knows(deviceId) ? verified(request, new byte[0]) : null;
        if (signed == null
                && !FakeServer.ENROLLMENT_KEY.equals(request.getHeaders().get("X-Enrollment-Key"))) {
            return refusal(401, "enrollment-key", null);
        }
        if (server.knows(deviceId) && signed == null) {
            return refusal(403, "known-device", null);
        }
        var secret = server.book(deviceId).newSecret();
        var made = new Enrollment(
                FakeServer.token(deviceId, secret),
                Instant.now().plus(Duration.ofDays(365)),
                Base64.getEncoder().encodeToString(secret));
        return new Answer(200, Map.of("success", true, "data", made), signed);
    }

    private Answer checkIn(Request request, byte[] bytes) throws IOException {
        var signed = verified(request, bytes);
        if (signed == null) {
            return refusal(401, "signature", null);
        }
        server.knobs.cameAt.add(System.nanoTime());
        if (server.knobs.tooManyCheckIns > 0) {
            server.knobs.tooManyCheckIns--;
            server.knobs.refusedAt.add(System.nanoTime());
            return refusal(429, "rate", signed);
        }
        if (server.knobs.disabled) {
            return refusal(403, "device-disabled", signed);
        }
        var skew = Instant.now().getEpochSecond()
                + server.knobs.clockAheadSec
                - signed.signature().created();
        if (Math.abs(skew) > 300) {
            return refusal(401, "clock-skew", signed);
        }
        if (!signed.book().useNonce(signed.signature().nonce())) {
            return refusal(401, "replay", signed);
        }
        var deviceId = FakeServer.deviceOf(signed.signature().keyId());
        var book = signed.book();
        book.keep(signed.secret());
        var checkIn = Json.read(bytes, CheckIn.class);
        if (book.checkIn(Json.read(bytes, JsonNode.class))) {
            for (var item : checkIn.events()) {
                take(item, book, deviceId);
            }
        }
        var reply = new CheckInReply(Instant.now(), 1, book.due(server.knobs.repeatCommands), null);
        return new Answer(200, reply, signed);
    }

    private static void take(JsonNode item, DeviceBook book, String deviceId) throws IOException {
        switch (item.path("type").asText()) {
            case "command_ack" ->
                book.acknowledge(Json.mapper()
                        .treeToValue(item, DeviceMessage.CommandAck.class)
                        .id());
            case "command_result" ->
                book.result((CommandResult) Json.mapper().treeToValue(item, DeviceMessage.class), deviceId);
            default -> book.event(item);
        }
    }

    private Signed verified(Request request, byte[] body) {
        var headers = request.getHeaders();
        var parsed = RequestSignature.parse(
                headers.get(RequestSignature.INPUT_HEADER), headers.get(RequestSignature.HEADER));
        var secret = parsed.map(signature -> server.secret(signature.keyId()));
        if (secret.isEmpty()) {
            return null;
        }
        var signature = parsed.get();
        var book = server.book(FakeServer.deviceOf(signature.keyId()));
        var digest = headers.get(ContentDigest.HEADER);
        var held = (body.length == 0 || signature.coversBody() && ContentDigest.matches(digest, body))
                && signature.verifies(
                        request.getMethod(),
                        request.getHttpURI().getPath(),
                        request.getHttpURI().getQuery(),
                        digest,
                        secret.get());
        return held ? new Signed(signature, book, secret.get()) : null;
    }

    private static Answer refusal(int status, String code, Signed signed) {
        return new Answer(status, Problem.of(status, code, code, code, "r-1"), signed);
    }

    private void answer(Response response, Callback callback, Answer answer) {
        var body = Json.write(answer.body());
        if (answer.signed() != null && !server.knobs.unsigned) {
            var digest = ContentDigest.of(body.getBytes(StandardCharsets.UTF_8));
            var secret = answer.signed().secret().clone();
            if (server.knobs.wrongSignature) {
                secret[31] ^= 1;
            }
            var signature = ResponseSignature.sign(
                    answer.status(),
                    digest,
                    answer.signed().signature(),
                    Instant.now().getEpochSecond() + server.knobs.clockAheadSec,
                    secret);
            response.getHeaders().put(ContentDigest.HEADER, digest);
            response.getHeaders().put(RequestSignature.INPUT_HEADER, signature.inputHeader());
            response.getHeaders().put(RequestSignature.HEADER, signature.header());
        }
        if (answer.status() == 429) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, server.knobs.retryAfterSec);
        }
        write(response, callback, answer.status(), "application/json", body);
    }

    private static void write(Response response, Callback callback, int status, String type, String body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.write(true, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), callback);
    }
}
