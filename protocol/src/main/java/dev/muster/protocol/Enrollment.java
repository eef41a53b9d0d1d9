package dev.muster.protocol;

import java.time.Instant;

/**
 * What a device gets once: a device JWT for the socket and its secret, 32 bytes in standard base64, for signatures.
 */
public record Enrollment(String token, Instant expiresAt, String secret) {
    @Override
    public String toString() {
        return "Enrollment[expiresAt=" + expiresAt + "]";
    }
}
