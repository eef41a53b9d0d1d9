package dev.muster.registry.entity;

import java.time.Instant;

/** A device that was the org's once: its history of that time is still there to read under its id. */
public record FormerDevice(String id, String label, Instant since, Instant until) {}
