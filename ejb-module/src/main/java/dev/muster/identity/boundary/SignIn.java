package dev.muster.identity.boundary;

import dev.muster.identity.control.Passwords;
import dev.muster.identity.entity.Grant;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
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
    private Guesses guesses;

    @Inject
    private Sessions sessions;

    @Inject
    private Meters meters;

    /**
     * Opens a session.
     *
     * @throws Refusal 401 {@code login} where e-mail and password do not fit: one answer, after one time, for an unknown
     *     person, a wrong password and a person who must wait; 503 {@code busy} where too many sign in at once
     */
    public Grant signIn(LoginAttempt attempt) {
        var tried = look(attempt);
        if (tried.right()) {
            return sessions.open(tried.by().personId(), attempt);
        }
        throw Refusal.of(
                401, "login", "e-mail and password do not fit, or too many tries: wait a minute and try again");
    }

    private record Tried(Guesses.Candidate by, boolean right) {}

    /** Counts and looks in one turn: tries that still wait for theirs make nobody else wait. */
    private Tried look(LoginAttempt attempt) {
        try {
            return passwords.inTurn(() -> {
                var candidate = guesses.begin(attempt);
                var right = passwords.fitsNow(attempt.password(), candidate.passwordHash()) && candidate.mayTry();
                if (right) {
                    guesses.succeeded(candidate);
                } else {
                    guesses.failed(candidate, attempt);
                }
                return new Tried(candidate, right);
            });
        } catch (Refusal busy) {
            meters.refused(Limit.LOGIN_PARALLEL);
            throw busy;
        }
    }
}
