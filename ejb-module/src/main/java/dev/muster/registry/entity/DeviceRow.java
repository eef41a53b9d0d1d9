package dev.muster.registry.entity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/**
 * A device in a list. {@code status} is {@link Liveness}'s word, {@code online} whether a socket is open, {@code
 * errlog} the crumb of the last check-in ({@code seq, unread, worst}).
 */
public record DeviceRow(
        String id,
        String label,
        String org,
        String state,
        String status,
        boolean online,
        Instant lastSeen,
        Double cadenceSec,
        String transport,
        Integer rttMs,
        String firmware,
        JsonNode errlog,
        String site,
        String model,
        String sim,
        String notes,
        List<String> tags,
        JsonNode attributes,
        Instant createdAt,
        Instant updatedAt,
        int version) {

    /** What people wrote down of it. */
    public DeviceFacts facts() {
        return new DeviceFacts(label, tags, ((ObjectNode) attributes).deepCopy(), site, model, notes, sim);
    }
}
