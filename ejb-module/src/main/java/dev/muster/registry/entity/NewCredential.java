package dev.muster.registry.entity;

import java.time.Instant;

/**
 * What a person gets when they rotate a device's credential, shown once: secret (32 bytes in standard base64) and token.
 *
 * @param previousUntil until when the one before works too; null where none did
 */
public record NewCredential(
        String deviceId, int version, String secret, String token, Instant expiresAt, Instant previousUntil) {
    @Override
    public String toString() {
        return "NewCredential[" + deviceId + ", " + version + "]";
    }
}
