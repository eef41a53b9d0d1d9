package dev.muster.telemetry.entity;

import java.time.Instant;

/** A log line as it is read back. */
public record LogEntry(long seq, Instant ts, Instant receivedAt, String level, String line) {}
