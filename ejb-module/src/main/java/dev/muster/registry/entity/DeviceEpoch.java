package dev.muster.registry.entity;

import java.time.Instant;

/**
 * A time in which a device was one owner's.
 *
 * @param label as it was called at the end of it
 * @param cameFrom the org that had it before; null for a new one
 * @param until null: still
 */
public record DeviceEpoch(String label, Instant since, Instant until, String cameFrom, String reason) {}
