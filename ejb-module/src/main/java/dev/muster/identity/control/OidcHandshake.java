package dev.muster.identity.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.muster.platform.Ids;
import dev.muster.platform.Vault;
import dev.muster.protocol.Json;
import dev.muster.protocol.crypto.Base64Url;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A sign-in under way at the provider, as the browser that began it keeps it: sealed, so that it is neither read nor made
 * up there.
 *
 * @param state ties the answer to this browser
 * @param nonce ties the ID token to this sign-in
 * @param verifier of PKCE (RFC 7636): who intercepts the code cannot use it
 * @param to the page that was asked for
 * @param invitation hex SHA-256 of the token of an invitation; null for none
 */
public record OidcHandshake(String state, String nonce, String verifier, String to, String invitation, long until) {

    public static final Duration LIFE = Duration.ofMinutes(10);

    private static final String PURPOSE = "oidc-handshake";

    /** A fresh one: 256 random bits each. */
    public static OidcHandshake begin(String to, String invitation) {
        return new OidcHandshake(
                random(),
                random(),
                random(),
                to,
                invitation,
                Instant.now().plus(LIFE).toEpochMilli());
    }

    public String seal(Vault vault) {
        return Base64Url.encode(vault.seal(PURPOSE, Json.write(this).getBytes(StandardCharsets.UTF_8)));
    }

    /** Empty for what is not ours, or too old. */
    public static Optional<OidcHandshake> open(Vault vault, String text) {
        return Base64Url.decode(text)
                .flatMap(bytes -> read(vault, bytes))
                .filter(found -> System.currentTimeMillis() < found.until());
    }

    /** Whether the provider's answer is to this one. */
    public boolean isAnsweredBy(String given) {
        return given != null
                && MessageDigest.isEqual(
                        state.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<OidcHandshake> read(Vault vault, byte[] bytes) {
        try {
            return Optional.of(
                    Json.read(new String(vault.unseal(PURPOSE, bytes), StandardCharsets.UTF_8), OidcHandshake.class));
        } catch (IllegalStateException | JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static String random() {
        return Base64Url.encode(Ids.secret());
    }
}
