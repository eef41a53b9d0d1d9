package dev.muster.cli.tenancy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import dev.muster.protocol.crypto.ContentDigest;
import dev.muster.protocol.crypto.RequestSignature;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A device of one of the orgs: signs its requests, and counts what it sends. */
final class SyntheticDevice {

    final String id;
    final Zone zone;
    final String token;
    final byte[] secret;
    private final AtomicLong nonce = new AtomicLong();
    private final AtomicLong checkIns = new AtomicLong();
    private final AtomicLong events = new AtomicLong();

    SyntheticDevice(String id, Zone zone, byte[] secret, String token) {
        this.id = id;
        this.zone = zone;
        this.secret = secret;
        this.token = token;
    }

    /** The call with this device's signature (RFC 9421). */
    Call signed(Call call) {
        var question = call.target().indexOf('?');
        var digest = call.body() == null ? null : ContentDigest.of(call.body().getBytes(StandardCharsets.UTF_8));
        var signature = RequestSignature.sign(
                call.method(),
                question < 0 ? call.target() : call.target().substring(0, question),
                question < 0 ? null : call.target().substring(question + 1),
                digest,
                Instant.now().getEpochSecond(),
                nonce.incrementAndGet(),
                id,
                secret);
        var signed = call.with(RequestSignature.INPUT_HEADER, signature.inputHeader())
                .with(RequestSignature.HEADER, signature.header());
        return digest == null ? signed : signed.with(ContentDigest.HEADER, digest);
    }

    /** A check-in with the next number, to be filled. */
    ObjectNode checkIn() {
        return Json.object().put("seq", checkIns.incrementAndGet());
    }

    Call checkIn(JsonNode body) {
        return signed(Call.json("POST", "/api/v1/device/checkin", body));
    }

    /** An event of that type with the next number, now. */
    ObjectNode event(String type) {
        return Json.object()
                .put("type", type)
                .put("seq", events.incrementAndGet())
                .put("ts", Json.time(Instant.now()));
    }
}
