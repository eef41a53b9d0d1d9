package dev.muster.registry.entity;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** All that is known of a device right now: the answer of {@code GET /devices/{id}/state}. */
public record DeviceDetail(
        String deviceId,
        String label,
        String state,
        Instant lastSeen,
        Liveness liveness,
        JsonNode transports,
        JsonNode errlog,
        String firmware,
        String agent,
        String bootId,
        Latest latest,
        Arrival arrival) {

    /** Since when the device is this org's; from which org it came and why, null where it was new. */
    public record Arrival(Instant since, String cameFrom, String reason) {}

    /** The latest reading: how it travelled and how healthy the device was. */
    public record Latest(
            Instant ts, String transport, Integer rttMs, Long uptimeSec, Long freeHeapBytes, JsonNode values) {}
}
