package dev.muster.mail.entity;

import java.util.UUID;

/** A letter that is due, still sealed, and how often it was tried, this time too. */
public record Waiting(UUID id, byte[] sealed, int attempts) {}
