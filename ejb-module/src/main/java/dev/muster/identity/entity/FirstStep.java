package dev.muster.identity.entity;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Somebody whose password was right, or whom the provider has signed in, and whose code is still to come. It never leaves
 * the server, and holds no password.
 *
 * @param passwordHash as it was stored then: with another one this is worth nothing; null where the provider vouched
 * @param oidc what the provider said; null where it was the password
 */
public record FirstStep(long personId, String email, String passwordHash, OidcProof oidc, Instant at)
        implements Serializable {

    public static final Duration HOLDS = Duration.ofMinutes(5);

    /** Whether the code of that person may still complete it. */
    public boolean holds(Long person, String hash) {
        return Long.valueOf(personId).equals(person)
                && (oidc != null || Objects.equals(passwordHash, hash))
                && Instant.now().isBefore(at.plus(HOLDS));
    }

    @Override
    public String toString() {
        return "FirstStep[email=" + email + "]";
    }
}
