package dev.muster.identity.entity;

/**
 * What an authenticator app needs, shown while it is set up and never again.
 *
 * @param secret in base32, to be typed
 * @param uri {@code otpauth://totp/…}, to be scanned
 */
public record TotpSetup(String secret, String uri) {
    @Override
    public String toString() {
        return "TotpSetup[]";
    }
}
