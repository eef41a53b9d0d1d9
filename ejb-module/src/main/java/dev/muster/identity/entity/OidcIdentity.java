package dev.muster.identity.entity;

import java.io.Serializable;

/**
 * Whom the provider says somebody is. {@code issuer} and {@code subject} together never change hands; an e-mail address
 * may, and may be made up where it is not verified.
 *
 * @param email lower case; null where the provider does not say
 * @param name null where the provider does not say
 */
public record OidcIdentity(String issuer, String subject, String email, boolean emailVerified, String name)
        implements Serializable {}
