package dev.muster.registry.entity;

import java.time.Instant;
import java.util.UUID;

/**
 * A factory key without the key.
 *
 * @param id the {@code kid} in {@code factory:<kid>:<deviceId>}
 * @param model hardware model that its devices get; may be null
 * @param uses devices registered with it
 * @param key 32 bytes in standard base64, in the answer that creates it and never again
 */
public record FactoryKeyView(
        UUID id,
        String name,
        String model,
        Instant expiresAt,
        Integer maxUses,
        int uses,
        Instant revokedAt,
        Instant createdAt,
        Instant updatedAt,
        int version,
        String key) {
    @Override
    public String toString() {
        return "FactoryKeyView[" + id + "]";
    }
}
