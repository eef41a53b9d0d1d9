package dev.muster.registry.entity;

import dev.muster.platform.LiveEvent;

/** A device's row changed: enrolled, moved, renamed. {@code reason} names how, e.g. {@code enrolled}. */
public record DeviceChanged(Long orgId, String deviceId, String reason) implements LiveEvent {}
