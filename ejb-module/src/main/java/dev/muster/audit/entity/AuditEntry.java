package dev.muster.audit.entity;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;

/** One entry as a reader sees it. */
public record AuditEntry(
        long id,
        Instant at,
        Party actor,
        String action,
        Party target,
        JsonNode detail,
        String address,
        UUID session,
        String requestId) {

    /** An actor or a target; {@code name} is what it was called at the time. */
    public record Party(String type, String id, String name) {}
}
