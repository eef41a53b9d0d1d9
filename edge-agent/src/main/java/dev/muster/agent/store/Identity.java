package dev.muster.agent.store;

import dev.muster.protocol.crypto.Hkdf;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * Who this device is to its server.
 *
 * @param secret 32 bytes in standard base64; signs requests and results
 * @param token device JWT for the socket; null where the secret came before any enrollment
 * @param keyId what signatures name as their key: the device id, or {@code factory:<kid>:<deviceId>}
 */
public record Identity(
        String deviceId, String secret, String token, Instant expiresAt, Instant enrolledAt, String keyId) {

    private static final int SECRET_BYTES = 32;

    public Identity {
        if (deviceId == null || secret == null || (token != null && token.isBlank())) {
            throw new IllegalArgumentException("an identity needs a device id and a secret");
        }
        if (bytes(secret).length != SECRET_BYTES) {
            throw new IllegalArgumentException("a device secret is 32 bytes in base64");
        }
        keyId = keyId == null ? deviceId : keyId;
    }

    /** Of a device that was registered by hand: its secret, in standard base64, is all it has. */
    public static Identity registered(String deviceId, String secret) {
        return new Identity(deviceId, secret, null, null, null, deviceId);
    }

    /** Of a device of a product batch (protocol section 2): its secret follows from the key and its id. */
    public static Identity ofFactory(String deviceId, UUID kid, String factoryKey) {
        var key = bytes(factoryKey);
        if (key.length != SECRET_BYTES) {
            throw new IllegalArgumentException("a factory key is 32 bytes in base64");
        }
        var secret = Base64.getEncoder().encodeToString(Hkdf.deviceSecret(key, deviceId));
        return new Identity(deviceId, secret, null, null, null, "factory:" + kid + ":" + deviceId);
    }

    /** Whether it can open a socket. */
    public boolean hasToken() {
        return token != null;
    }

    /** The key of this device's signatures. */
    public byte[] key() {
        return Base64.getDecoder().decode(secret);
    }

    /** Whether the token ends within that time of {@code now}; one without an end does not. */
    public boolean endsWithin(Duration margin, Instant now) {
        return expiresAt != null && expiresAt.isBefore(now.plus(margin));
    }

    /** None for what is no base64: the decoder's own message would quote of it. */
    private static byte[] bytes(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    @Override
    public String toString() {
        return "Identity[" + deviceId + ", token until " + expiresAt + "]";
    }
}
