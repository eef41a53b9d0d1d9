package dev.muster.command.entity;

import dev.muster.platform.LiveEvent;

/** A command took a step; the view is how it stands now. */
public record CommandChanged(Long orgId, String deviceId, CommandView command) implements LiveEvent {}
