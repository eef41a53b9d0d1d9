package dev.muster.registry.entity;

import dev.muster.platform.LiveEvent;

/** Sockets of this device that were opened with another credential version must close. */
public record CredentialRevoked(Long orgId, String deviceId) implements LiveEvent {}
