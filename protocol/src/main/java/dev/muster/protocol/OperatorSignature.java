package dev.muster.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.crypto.Base64Url;
import dev.muster.protocol.crypto.CanonicalJson;
import dev.muster.protocol.crypto.Hmac;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.UUID;

/** The signature of the person who sends a command, section 5: over which device, which command, and how long it holds. */
public record OperatorSignature(
        String deviceId, UUID id, String type, ObjectNode args, Instant issuedAt, Instant expiresAt) {

    /** Bytes of a key. */
    public static final int KEY_BYTES = 32;

    /** b64 of HMAC-SHA256 over the canonical JSON of the members; times have milliseconds. */
    public String with(byte[] key) {
        return Base64Url.encode(mac(key));
    }

    public boolean matches(String signature, byte[] key) {
        return Base64Url.decode(signature)
                .map(given -> MessageDigest.isEqual(given, mac(key)))
                .orElse(false);
    }

    private byte[] mac(byte[] key) {
        var signed = Json.object()
                .put("deviceId", deviceId)
                .put("id", id.toString())
                .put("type", type)
                .put("issuedAt", Json.time(issuedAt))
                .put("expiresAt", Json.time(expiresAt));
        signed.set("args", args);
        return Hmac.sha256(key, CanonicalJson.of(signed).getBytes(StandardCharsets.UTF_8));
    }
}
