package dev.muster.telemetry.entity;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** A reading as it is read back: how it travelled, how healthy the device was, and its values. */
public record ReadingEntry(
        Instant ts,
        Instant receivedAt,
        String transport,
        Integer rttMs,
        Long uptimeSec,
        Long freeHeapBytes,
        JsonNode values) {}
