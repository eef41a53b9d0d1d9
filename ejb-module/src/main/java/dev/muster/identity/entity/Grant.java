package dev.muster.identity.entity;

import java.time.Instant;
import java.util.UUID;

/**
 * A session just opened. {@code credential} is what the client keeps: the browser's cookie value (base64url of 32
 * bytes) or the user JWT. It is not stored and cannot be shown again.
 */
public record Grant(UUID sessionId, String credential, Instant expiresAt, Profile person) {
    @Override
    public String toString() {
        return "Grant[sessionId=" + sessionId + "]";
    }
}
