package dev.muster.audit.entity;

import java.time.Instant;

/** Which entries: each filter may be null; newest first from {@code before} (an entry id) on. */
public record AuditQuery(
        String device, String actor, String action, Instant from, Instant to, Long before, int offset, int limit) {}
