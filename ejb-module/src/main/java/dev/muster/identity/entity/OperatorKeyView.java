package dev.muster.identity.entity;

import java.time.Instant;
import java.util.UUID;

/** A signing key as its owner sees it: never the key. */
public record OperatorKeyView(UUID id, Instant createdAt) {}
