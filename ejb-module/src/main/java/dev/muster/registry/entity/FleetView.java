package dev.muster.registry.entity;

import java.time.Instant;
import java.util.UUID;

/** A fleet, with how many devices of it the caller sees. */
public record FleetView(
        UUID id, String slug, String name, long devices, int version, Instant createdAt, Instant updatedAt) {}
