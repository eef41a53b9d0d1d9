package dev.muster.identity.entity;

import java.time.Instant;
import java.util.UUID;

/** A session in its owner's list. */
public record SessionView(
        UUID id,
        SessionKind kind,
        String address,
        String userAgent,
        Instant createdAt,
        Instant lastUsedAt,
        Instant expiresAt,
        boolean current) {}
