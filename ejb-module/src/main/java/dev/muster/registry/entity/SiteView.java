package dev.muster.registry.entity;

import java.time.Instant;
import java.util.UUID;

/** A place, with how many devices there the caller sees. {@code timeZone} is an IANA name. */
public record SiteView(
        UUID id,
        String slug,
        String name,
        String address,
        String timeZone,
        long devices,
        int version,
        Instant createdAt,
        Instant updatedAt) {}
