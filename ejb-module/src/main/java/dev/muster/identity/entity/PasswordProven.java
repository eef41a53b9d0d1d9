package dev.muster.identity.entity;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * Somebody whose password was right and whose code is still to come. It never leaves the server, and holds no password.
 *
 * @param passwordHash as it was stored then: with another one this is worth nothing
 */
public record PasswordProven(long personId, String email, String passwordHash, Instant at) implements Serializable {

    public static final Duration HOLDS = Duration.ofMinutes(5);

    /** Whether the code of that person may still complete it. */
    public boolean holds(Long person, String hash) {
        return Long.valueOf(personId).equals(person)
                && passwordHash.equals(hash)
                && Instant.now().isBefore(at.plus(HOLDS));
    }

    @Override
    public String toString() {
        return "PasswordProven[email=" + email + "]";
    }
}
