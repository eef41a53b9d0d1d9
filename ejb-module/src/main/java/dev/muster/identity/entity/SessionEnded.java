package dev.muster.identity.entity;

import java.util.UUID;

/** A session was ended; whatever it opened must close. */
public record SessionEnded(UUID sessionId) {}
