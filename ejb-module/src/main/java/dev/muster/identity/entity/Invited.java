package dev.muster.identity.entity;

import java.time.Instant;

/** Somebody just invited. {@code token} opens the invitation once and cannot be shown again. */
public record Invited(UserView user, String token, Instant expiresAt) {
    @Override
    public String toString() {
        return "Invited[user=" + user.id() + "]";
    }
}
