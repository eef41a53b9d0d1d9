package dev.muster.identity.boundary;

import dev.muster.identity.control.OidcSettings;
import dev.muster.identity.control.Passwords;
import dev.muster.identity.control.Proofs;
import dev.muster.identity.entity.Factor;
import dev.muster.identity.entity.FirstStep;
import dev.muster.identity.entity.Grant;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scope;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Signing in with a password, and a code where the person has set up an authenticator. The hash is computed outside any
 * transaction: it takes time and memory on purpose. Each try counts as a guess before anything is looked at, a missing
 * code too; that one is needed is said to whoever has the password, and to nobody else.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SignIn {

    @Inject
    private Passwords passwords;

    @Inject
    private Proofs proofs;

    @Inject
    private Guesses guesses;

    @Inject
    private SecondFactor secondFactor;

    @Inject
    private Sessions sessions;

    @Inject
    private OidcPeople oidcPeople;

    @Inject
    private OidcSettings oidc;

    @Inject
    private Meters meters;

    /** What came of a try. */
    private enum Outcome {
        RIGHT,
        WRONG,
        CODE_MISSING,
        CODE_WRONG
    }

    private record Tried(Guesses.Candidate by, Outcome outcome, Factor factor) {}

    /** Either a session, or a first step that was right and a code still to come. */
    public record Entered(Grant grant, FirstStep halfway) {}

    /**
     * Opens a session.
     *
     * @throws Refusal 401 {@code login} where e-mail and password do not fit: one answer, after one time, for an unknown
     *     person, a wrong password and a person who must wait; 401 {@code totp} where they do and the code is missing or
     *     wrong; 503 {@code busy} where too many sign in at once
     */
    public Grant signIn(LoginAttempt attempt) {
        var entered = enter(attempt);
        if (entered.halfway() != null) {
            throw Refusal.of(
                    401,
                    "totp",
                    attempt.totp() == null
                            ? "give the code of your authenticator app, or a recovery code"
                            : "this code does not fit, or was used already: wait for the next one");
        }
        return entered.grant();
    }

    /** As {@link #signIn} for somebody who can be asked for the code. A code that was given and is wrong counts as none. */
    public Entered enter(LoginAttempt attempt) {
        var tried = look(attempt, true, true);
        return switch (tried.outcome()) {
            case RIGHT ->
                new Entered(
                        sessions.open(tried.by().personId(), tried.by().passwordHash(), attempt, tried.factor()), null);
            case CODE_MISSING, CODE_WRONG ->
                new Entered(
                        null,
                        new FirstStep(
                                tried.by().personId(),
                                attempt.email(),
                                tried.by().passwordHash(),
                                null,
                                Instant.now()));
            case WRONG ->
                throw Refusal.of(
                        401,
                        "login",
                        oidc.isOnlyWay()
                                ? "people sign in at " + oidc.label()
                                        + " here, programs with API keys; passwords are for" + " the platform operator"
                                : "e-mail and password do not fit, or too many tries: wait a minute and try again");
        };
    }

    /**
     * The second step: opens the session where the code is right.
     *
     * @throws Refusal 401 {@code totp} for a wrong code and for whoever must wait; {@code login} where the first step was
     *     too long ago or is worth nothing any more
     */
    public Grant complete(FirstStep proven, LoginAttempt attempt) {
        var candidate = guesses.begin(attempt);
        if (!proven.holds(candidate.personId(), candidate.passwordHash())) {
            throw Refusal.of(401, "login", "that took too long: begin again");
        }
        var factor = candidate.mayTry() ? code(candidate, attempt) : Optional.<Factor>empty();
        if (factor.isEmpty()) {
            guesses.failed(candidate, attempt, "code");
            throw Refusal.of(
                    401,
                    "totp",
                    "this code does not fit or was used already, or too many tries: wait for the next one");
        }
        guesses.succeeded(candidate);
        return proven.oidc() == null
                ? sessions.open(candidate.personId(), candidate.passwordHash(), attempt, factor.get())
                : oidcPeople.enter(candidate.personId(), proven.oidc(), attempt, factor.get());
    }

    /**
     * Somebody who is signed in proves themselves again before what their session alone must not do.
     *
     * @param codeToo whether the code is asked for where they have set one up
     * @throws Refusal 403 {@code password}, with a code {@code proof}, where they are wrong or the person must wait
     */
    public void prove(LoginAttempt attempt, boolean codeToo) {
        var tried = proofs.among(attempt.email(), () -> look(attempt, codeToo, false));
        if (tried.outcome() != Outcome.RIGHT) {
            throw Refusal.of(
                    403,
                    codeToo ? "proof" : "password",
                    (codeToo ? "password and code do not fit" : "this is not your password")
                            + ", or too many tries: wait a minute and try again");
        }
    }

    /**
     * A code that somebody who is signed in gives for something else than signing in counts as a guess too.
     *
     * @param look what the code comes to, empty for a wrong one
     * @return the same; empty also where the person must wait
     */
    public <T> Optional<T> guess(LoginAttempt attempt, Supplier<Optional<T>> look) {
        var candidate = guesses.begin(attempt);
        var found = candidate.mayTry() ? look.get() : Optional.<T>empty();
        if (found.isPresent()) {
            guesses.succeeded(candidate);
        } else {
            guesses.failed(candidate, attempt, "code");
        }
        return found;
    }

    /** Counts and looks in one turn: tries that still wait for theirs make nobody else wait. */
    private Tried look(LoginAttempt attempt, boolean codeToo, boolean opens) {
        try {
            return passwords.inTurn(() -> {
                var candidate = guesses.begin(attempt);
                var right = passwords.fitsNow(attempt.password(), candidate.passwordHash())
                        && candidate.mayTry()
                        && (!opens || candidate.operator() || !oidc.isOnlyWay());
                var tried = right ? second(candidate, attempt, codeToo) : new Tried(candidate, Outcome.WRONG, null);
                switch (tried.outcome()) {
                    case RIGHT -> guesses.succeeded(candidate);
                    case CODE_MISSING -> guesses.halfway(candidate);
                    case CODE_WRONG -> guesses.failed(candidate, attempt, "code");
                    case WRONG -> guesses.failed(candidate, attempt, "password");
                }
                return tried;
            });
        } catch (Refusal busy) {
            meters.refused(Limit.LOGIN_PARALLEL);
            throw busy;
        }
    }

    private Tried second(Guesses.Candidate candidate, LoginAttempt attempt, boolean codeToo) {
        if (!codeToo || !secondFactor.isOn(Scope.ofPerson(candidate.personId()))) {
            return new Tried(candidate, Outcome.RIGHT, Factor.NONE);
        }
        if (attempt.totp() == null) {
            return new Tried(candidate, Outcome.CODE_MISSING, null);
        }
        return code(candidate, attempt)
                .map(factor -> new Tried(candidate, Outcome.RIGHT, factor))
                .orElse(new Tried(candidate, Outcome.CODE_WRONG, null));
    }

    private Optional<Factor> code(Guesses.Candidate candidate, LoginAttempt attempt) {
        return attempt.totp() == null
                ? Optional.empty()
                : secondFactor.use(
                        Scope.ofPerson(candidate.personId()),
                        candidate.subjects().get(0),
                        attempt.totp());
    }
}
