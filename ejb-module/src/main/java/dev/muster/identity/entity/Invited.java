package dev.muster.identity.entity;

import java.time.Instant;

/**
 * Somebody just invited. {@code token} opens the invitation once and cannot be shown again; {@code mailed} where a letter
 * with it is on its way.
 */
public record Invited(UserView user, String token, Instant expiresAt, boolean mailed) {
    @Override
    public String toString() {
        return "Invited[user=" + user.id() + "]";
    }
}
