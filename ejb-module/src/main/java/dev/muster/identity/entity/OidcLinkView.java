package dev.muster.identity.entity;

import java.time.Instant;

/**
 * How a person is tied to the provider of this installation.
 *
 * @param label what people call the provider; null where the installation has none
 * @param email the address the tie was made with; null where there is none
 * @param since null where there is none
 * @param removable whether the person could still sign in without it
 */
public record OidcLinkView(String label, String email, Instant since, boolean removable) {}
