package dev.muster.registry.entity;

import java.time.Instant;

/**
 * A device id that somebody claims with a key of their own although another device has it.
 *
 * @param org slug of the org whose key it is
 * @param keyKind of the key they came with last: {@code factory-key} or {@code enrollment-key}
 * @param claims how often they came
 * @param settledAt when a platform operator settled it; null while it is open
 * @param settledWhy how
 */
public record DeviceConflict(
        String deviceId,
        String org,
        String keyKind,
        String keyName,
        String address,
        int claims,
        Instant firstAt,
        Instant lastAt,
        Instant settledAt,
        String settledBy,
        String settledWhy) {}
