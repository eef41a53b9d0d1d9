package dev.muster.registry.entity;

import java.time.Instant;

/**
 * A device's credential without its secret; all is null where it has none yet.
 *
 * @param usedAt when the device showed it first
 * @param previousVersion the one before, where it is still kept
 * @param previousUntil until when that works too; null: until this one is first used
 */
public record CredentialView(
        String deviceId,
        Integer version,
        Instant createdAt,
        Instant usedAt,
        Integer previousVersion,
        Instant previousUntil,
        Instant revokedAt) {}
