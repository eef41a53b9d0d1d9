package dev.muster.telemetry.entity;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** An event as it is read back; {@code payload} has the members of its type in section 6. */
public record TimelineEntry(long seq, Instant ts, Instant receivedAt, String type, String severity, JsonNode payload) {}
