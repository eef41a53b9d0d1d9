package dev.muster.identity.entity;

import java.time.Instant;
import java.util.UUID;

/** An org; with {@code signedCommands} it takes commands only with their sender's signature. */
public record OrgView(
        UUID id, String slug, String name, boolean signedCommands, int version, Instant createdAt, Instant updatedAt) {}
