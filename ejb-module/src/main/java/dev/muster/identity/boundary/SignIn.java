package dev.muster.identity.boundary;

import dev.muster.identity.control.Passwords;
import dev.muster.identity.entity.Grant;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.platform.Refusal;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Signing in with a password. The hash is computed outside any transaction: it takes time and memory on purpose. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SignIn {

    @Inject
    private Passwords passwords;

    @Inject
    private Sessions sessions;

    /**
     * Opens a session.
     *
     * @throws Refusal 401 {@code login} where e-mail and password do not fit: one answer, after one time, for an unknown
     *     person, a wrong password and a person who must wait; 503 {@code busy} where too many sign in at once
     */
    public Grant signIn(LoginAttempt attempt) {
        var candidate = sessions.candidate(attempt.email());
        var fits = passwords.fits(attempt.password(), candidate.passwordHash());
        if (fits && candidate.mayTry()) {
            return sessions.open(candidate.personId(), attempt);
        }
        sessions.refused(candidate, attempt);
        throw Refusal.of(
                401, "login", "e-mail and password do not fit, or too many tries: wait a minute and try again");
    }
}
