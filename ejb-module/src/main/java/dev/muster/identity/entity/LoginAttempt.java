package dev.muster.identity.entity;

/** A try to sign in and where it came from. */
public record LoginAttempt(
        String email, String password, SessionKind kind, String address, String userAgent, String requestId) {

    public LoginAttempt {
        if (email == null || email.isBlank() || email.length() > 254) {
            email = "";
        }
        if (password == null || password.length() > 1_024) {
            password = "";
        }
        email = email.strip().toLowerCase(java.util.Locale.ROOT);
    }

    @Override
    public String toString() {
        return "LoginAttempt[email=" + email + "]";
    }
}
