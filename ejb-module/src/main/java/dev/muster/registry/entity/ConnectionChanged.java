package dev.muster.registry.entity;

import dev.muster.platform.LiveEvent;
import java.time.Instant;

/** A device's socket opened or closed. */
public record ConnectionChanged(Long orgId, String deviceId, boolean online, Instant at) implements LiveEvent {}
