package dev.muster.registry.entity;

import java.time.Instant;
import java.util.UUID;

/** A group; {@code query} null for a static one, {@code devices} how many are in it now. */
public record GroupView(
        UUID id,
        String slug,
        String name,
        String query,
        long devices,
        int version,
        Instant createdAt,
        Instant updatedAt) {}
