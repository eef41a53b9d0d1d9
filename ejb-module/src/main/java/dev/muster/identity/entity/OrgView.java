package dev.muster.identity.entity;

import java.time.Instant;
import java.util.UUID;

/** An org; {@code people} have accepted their invitation. With {@code signedCommands} it takes commands only with their sender's signature. */
public record OrgView(
        UUID id,
        String slug,
        String name,
        long devices,
        long people,
        boolean signedCommands,
        int version,
        Instant createdAt,
        Instant updatedAt) {}
