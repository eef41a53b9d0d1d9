package dev.muster.identity.entity;

import java.time.Instant;
import java.util.UUID;

/** A session in its owner's list. Nothing of it changes until it ends, so it stays at its first version; its use is no change. */
public record SessionView(
        UUID id,
        SessionKind kind,
        String address,
        String userAgent,
        int version,
        Instant createdAt,
        Instant updatedAt,
        Instant lastUsedAt,
        Instant expiresAt,
        boolean current) {}
