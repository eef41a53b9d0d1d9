package dev.muster.registry.entity;

import java.time.Instant;
import java.util.UUID;

/** An enrollment key without the key; {@code key} is set in the answer that creates it and never again. */
public record EnrollmentKeyView(
        UUID id,
        String name,
        boolean approve,
        Instant expiresAt,
        Integer maxUses,
        int uses,
        Instant revokedAt,
        Instant createdAt,
        Instant updatedAt,
        int version,
        String key) {}
