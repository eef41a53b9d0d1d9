package dev.muster.command.entity;

import dev.muster.platform.LiveEvent;

/** This device has work in the queue. A lost poke costs latency and nothing else. */
public record CommandPoked(Long orgId, String deviceId) implements LiveEvent {}
