package dev.muster.agent.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * Who this device is to its server.
 *
 * @param secret 32 bytes in standard base64; signs requests and results
 * @param token device JWT for the socket
 */
public record Identity(String deviceId, String secret, String token, Instant expiresAt, Instant enrolledAt) {

    private static final int SECRET_BYTES = 32;

    public Identity {
        if (deviceId == null || token == null || token.isBlank() || secret == null) {
            throw new IllegalArgumentException("an identity needs a device id, a secret and a token");
        }
        if (Base64.getDecoder().decode(secret).length != SECRET_BYTES) {
            throw new IllegalArgumentException("a device secret has 32 bytes");
        }
    }

    /** The key of this device's signatures. */
    public byte[] key() {
        return Base64.getDecoder().decode(secret);
    }

    /** Whether the token ends within that time of {@code now}; one without an end does not. */
    public boolean endsWithin(Duration margin, Instant now) {
        return expiresAt != null && expiresAt.isBefore(now.plus(margin));
    }

    @Override
    public String toString() {
        return "Identity[" + deviceId + ", token until " + expiresAt + "]";
    }
}
