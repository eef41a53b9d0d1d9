package dev.muster.mail.entity;

import java.util.UUID;

/** A letter that is due, and how often it was tried before. */
public record Waiting(UUID id, Letter letter, int attempts) {}
