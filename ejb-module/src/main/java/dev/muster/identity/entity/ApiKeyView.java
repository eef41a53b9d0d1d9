package dev.muster.identity.entity;

import dev.muster.platform.Role;
import java.time.Instant;
import java.util.UUID;

/**
 * An API key in its owner's list. It cannot be changed, so it stays at its first version; its use is no change.
 *
 * @param org slug of the one org it acts in; null for all
 * @param role the strongest role it acts with; null for that of its person
 * @param lastUsedAt null where it has not been used
 * @param key the key itself, in the answer that made it and never again
 */
public record ApiKeyView(
        UUID id,
        String name,
        String org,
        Role role,
        int version,
        Instant createdAt,
        Instant updatedAt,
        Instant lastUsedAt,
        Instant expiresAt,
        String key) {
    @Override
    public String toString() {
        return "ApiKeyView[id=" + id + "]";
    }
}
