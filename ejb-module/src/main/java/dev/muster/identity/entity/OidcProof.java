package dev.muster.identity.entity;

import java.io.Serializable;

/**
 * Somebody whom the provider has just signed in.
 *
 * @param invitation hex SHA-256 of the token of the invitation they accept with it; null for none
 */
public record OidcProof(OidcIdentity identity, String invitation) implements Serializable {}
