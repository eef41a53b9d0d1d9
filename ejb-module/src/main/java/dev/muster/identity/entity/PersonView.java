package dev.muster.identity.entity;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A person, as the platform operator sees them.
 *
 * @param orgs slugs of those they are a member of
 * @param lastSeen null where they have not signed in
 */
public record PersonView(
        UUID id,
        String email,
        String name,
        boolean platformOperator,
        boolean disabled,
        List<String> orgs,
        Instant lastSeen,
        int version,
        Instant createdAt,
        Instant updatedAt) {
    public PersonView {
        orgs = List.copyOf(orgs);
    }
}
