package dev.muster.identity.entity;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.muster.platform.Role;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A member of an org.
 *
 * @param role in the org; null for a fleet member
 * @param lastSeen in this org, by the minute; null for never
 * @param fleets roles in single fleets
 * @param status {@code invited} until they accepted, then {@code active}, or {@code disabled} by the platform operator
 */
public record UserView(
        UUID id,
        String email,
        String name,
        @JsonInclude(JsonInclude.Include.ALWAYS) Role role,
        List<FleetRole> fleets,
        String status,
        Instant lastSeen,
        int version,
        Instant createdAt,
        Instant updatedAt) {

    /** A role in one fleet, by its id; {@code slug} is for people. */
    public record FleetRole(UUID fleet, String slug, Role role) {}
}
