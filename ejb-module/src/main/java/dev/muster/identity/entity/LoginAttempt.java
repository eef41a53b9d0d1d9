package dev.muster.identity.entity;

import dev.muster.platform.Caller;

/**
 * A try to sign in and where it came from.
 *
 * @param totp the code of an authenticator app, or a recovery code; null for none
 */
public record LoginAttempt(
        String email,
        String password,
        String totp,
        SessionKind kind,
        String address,
        String userAgent,
        String requestId) {

    public LoginAttempt {
        if (email == null || email.isBlank() || email.length() > 254) {
            email = "";
        }
        if (password == null || password.length() > 1_024) {
            password = "";
        }
        if (totp == null || totp.isBlank() || totp.length() > 64) {
            totp = null;
        }
        email = email.strip().toLowerCase(java.util.Locale.ROOT);
    }

    public LoginAttempt(
            String email, String password, SessionKind kind, String address, String userAgent, String requestId) {
        this(email, password, null, kind, address, userAgent, requestId);
    }

    /** Somebody who is signed in proves themselves again. */
    public static LoginAttempt again(Caller caller, String password, String totp) {
        return new LoginAttempt(
                caller.email(), password, totp, SessionKind.TOKEN, caller.address(), null, caller.requestId());
    }

    @Override
    public String toString() {
        return "LoginAttempt[email=" + email + "]";
    }
}
