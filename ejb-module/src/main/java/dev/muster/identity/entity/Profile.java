package dev.muster.identity.entity;

import dev.muster.platform.Role;
import java.util.List;
import java.util.UUID;

/** A person as they see themselves. */
public record Profile(UUID id, String email, String name, List<OrgRole> orgs) {

    /** What the person may do in one org. */
    public record OrgRole(String slug, String name, Role role) {}
}
