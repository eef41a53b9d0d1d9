package dev.muster.registry.entity;

import java.time.Instant;
import java.util.UUID;

/** A list of devices that somebody keeps: a search and an order. {@code own} whether it is the caller's. */
public record SavedView(
        UUID id,
        String name,
        String query,
        String sort,
        boolean shared,
        boolean own,
        int version,
        Instant createdAt,
        Instant updatedAt) {}
