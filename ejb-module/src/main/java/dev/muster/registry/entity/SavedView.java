package dev.muster.registry.entity;

import java.time.Instant;
import java.util.UUID;

/**
 * A list of devices that somebody keeps: a search and an order.
 *
 * @param own whether it is the caller's
 * @param ownerLeft whether whoever keeps it is no member of the org any more: its administrators may delete it
 */
public record SavedView(
        UUID id,
        String name,
        String query,
        String sort,
        boolean shared,
        boolean own,
        boolean ownerLeft,
        int version,
        Instant createdAt,
        Instant updatedAt) {}
