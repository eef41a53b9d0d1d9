package dev.muster.registry.entity;

import java.time.Instant;

/**
 * A device in the pool.
 *
 * @param batch name of the factory key it began with; null where it came otherwise
 * @param maker the org whose factory key that is
 * @param address from where it registered itself
 * @param cameFrom the org that had it last; null for a new one
 * @param since in the pool since
 */
public record UnclaimedDevice(
        String id,
        String label,
        String model,
        String firmware,
        String transport,
        String batch,
        String maker,
        String address,
        Instant lastSeen,
        Instant since,
        String cameFrom,
        String reason) {}
