package dev.muster.identity.entity;

import java.time.Instant;
import java.util.UUID;

/** An org in the platform operator's list. */
public record OrgView(UUID id, String slug, String name, int version, Instant createdAt, Instant updatedAt) {}
