package dev.muster.registry.entity;

import java.time.Instant;
import java.util.UUID;

/**
 * A group; {@code query} null for a static one.
 *
 * @param devices how many are in it now; null where a list did not count them, or the query cannot be used
 */
public record GroupView(
        UUID id,
        String slug,
        String name,
        String query,
        Long devices,
        int version,
        Instant createdAt,
        Instant updatedAt) {}
