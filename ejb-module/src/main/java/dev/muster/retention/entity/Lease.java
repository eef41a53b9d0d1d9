package dev.muster.retention.entity;

import java.util.UUID;

/** The right to go on with a run, until another node takes it; {@code holder} is a new one each time. */
public record Lease(UUID run, UUID holder) {}
