package dev.muster.identity.entity;

import dev.muster.platform.Refusal;
import dev.muster.platform.Role;
import dev.muster.protocol.Text;
import java.time.Instant;

/**
 * An API key to be made.
 *
 * @param expiresAt null for as long as a key may live
 * @param org slug of the one org it shall act in; null for all of its person's
 * @param role the strongest role it shall act with; null for that of its person
 */
public record NewApiKey(String name, Instant expiresAt, String org, Role role) {

    /** @throws Refusal 422 naming the member that does not fit */
    public NewApiKey {
        if (name == null || name.isBlank() || name.strip().length() > 100) {
            throw Refusal.invalid("/name", "a name has 1 to 100 characters");
        }
        name = Text.clean(name.strip(), 100);
        if (expiresAt != null && !expiresAt.isAfter(Instant.now())) {
            throw Refusal.invalid("/expiresAt", "that is in the past");
        }
    }
}
