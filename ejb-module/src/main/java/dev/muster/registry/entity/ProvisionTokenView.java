package dev.muster.registry.entity;

import java.time.Instant;
import java.util.UUID;

/**
 * A provision token without the token.
 *
 * @param deviceId the one device it is for; null for any new one
 * @param usedBy the device that came with it
 * @param token set in the answer that creates it and never again
 */
public record ProvisionTokenView(
        UUID id,
        String name,
        String deviceId,
        Instant expiresAt,
        Instant usedAt,
        String usedBy,
        Instant revokedAt,
        Instant createdAt,
        Instant updatedAt,
        int version,
        String token) {}
