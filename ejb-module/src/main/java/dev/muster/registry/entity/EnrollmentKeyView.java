package dev.muster.registry.entity;

import java.time.Instant;
import java.util.UUID;

/**
 * An enrollment key without the key.
 *
 * @param autoApprove whether its devices are let in at once; else each waits until a person accepts it
 * @param key set in the answer that creates it and never again
 */
public record EnrollmentKeyView(
        UUID id,
        String name,
        boolean autoApprove,
        Instant expiresAt,
        Integer maxUses,
        int uses,
        Instant revokedAt,
        Instant createdAt,
        Instant updatedAt,
        int version,
        String key) {}
