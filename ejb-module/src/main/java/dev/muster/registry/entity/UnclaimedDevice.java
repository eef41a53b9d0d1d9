package dev.muster.registry.entity;

import java.time.Instant;

/**
 * A device in the pool.
 *
 * @param cameFrom the org that had it last; null for a new one
 * @param since in the pool since
 */
public record UnclaimedDevice(
        String id,
        String label,
        String model,
        String firmware,
        String transport,
        Instant lastSeen,
        Instant since,
        String cameFrom,
        String reason) {}
