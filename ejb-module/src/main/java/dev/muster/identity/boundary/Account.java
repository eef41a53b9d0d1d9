package dev.muster.identity.boundary;

import dev.muster.audit.entity.Actor;
import dev.muster.identity.control.Letters;
import dev.muster.identity.control.MemberRows;
import dev.muster.identity.control.PasswordRule;
import dev.muster.identity.control.Passwords;
import dev.muster.identity.control.RecoveryCode;
import dev.muster.identity.control.TimeCode;
import dev.muster.identity.control.TotpRows;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.TotpSetup;
import dev.muster.identity.entity.TotpState;
import dev.muster.mail.boundary.Outbox;
import dev.muster.platform.Caller;
import dev.muster.platform.Ids;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.protocol.Text;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.util.encoders.Base32;

/** What a person changes about how they sign in. A session alone must not do it: the password is asked for again. */
@Stateless
@Scoped
public class Account {

    /** RFC 4226 section 4 recommends 160 bits, the size of the hash. */
    private static final int SECRET_BYTES = 20;

    private static final String ISSUER = "Muster";

    @Inject
    private Sql sql;

    @Inject
    private Passwords passwords;

    @Inject
    private TotpRows authenticators;

    @Inject
    private SignIn signIn;

    @Inject
    private Sessions sessions;

    @Inject
    private MemberRows members;

    @Inject
    private Outbox outbox;

    @Inject
    private Letters letters;

    @Inject
    private PersonAudit audit;

    /**
     * Another password. All other sessions of the person end, and all API keys: whoever else knew the old one is out.
     *
     * @return how many sessions ended
     * @throws Refusal 403 {@code password} where {@code current} is wrong, 422 for a new one that is too weak or no other
     */
    public int changePassword(Caller caller, String current, String next) {
        caller.requireSignedIn();
        PasswordRule.broken(next, members.known(caller.personId(), caller.email(), caller.name()))
                .ifPresent(broken -> {
                    throw Refusal.invalid("/new", broken);
                });
        if (next.equals(current)) {
            throw Refusal.invalid("/new", "this is the password you have");
        }
        signIn.prove(LoginAttempt.again(caller, current, null), false);
        sql.update(
                "update person set password_hash = ?, updated_at = now(), version = version + 1 where id = ?",
                passwords.inTurn(() -> passwords.hash(next)),
                caller.personId());
        var ended = sessions.endOthers(caller, true);
        outbox.send(letters.passwordChanged(caller.email(), "by somebody who was signed in and knew the old one"));
        told(caller, "person.password-changed", Map.of("sessionsEnded", ended));
        return ended;
    }

    /** What the person is called, in all their orgs. */
    public void rename(Caller caller, String name) {
        caller.requireSignedIn();
        if (name == null || name.isBlank() || name.strip().length() > 200) {
            throw Refusal.invalid("/name", "a name has 1 to 200 characters");
        }
        var clean = Text.clean(name.strip(), 200);
        if (!clean.equals(caller.name())) {
            sql.update(
                    "update person set name = ?, updated_at = now(), version = version + 1 where id = ?",
                    clean,
                    caller.personId());
            told(caller, "person.renamed", Map.of("from", caller.name(), "to", clean));
        }
    }

    public TotpState totp(Caller caller) {
        caller.requireSignedIn();
        return authenticators
                .find(caller.personId())
                .filter(TotpRows.Authenticator::isOn)
                .map(on -> new TotpState(true, on.since(), authenticators.recoveryCodesLeft(caller.personId())))
                .orElse(new TotpState(false, null, 0));
    }

    /**
     * A secret for an authenticator app. Nothing changes until a code of it confirms that the app has it; begun again, the
     * earlier secret is worth nothing.
     *
     * @throws Refusal 403 {@code password}; 409 {@code totp-on}
     */
    public TotpSetup beginTotp(Caller caller, String password) {
        if (totp(caller).enabled()) {
            throw Refusal.conflict("totp-on", "codes are on already: turn them off before you set up another app");
        }
        signIn.prove(LoginAttempt.again(caller, password, null), false);
        var secret = Arrays.copyOf(Ids.secret(), SECRET_BYTES);
        authenticators.setUp(caller.personId(), secret);
        var text = Base32.toBase32String(secret);
        var label = URLEncoder.encode(ISSUER + ":" + caller.email(), StandardCharsets.UTF_8)
                .replace("+", "%20");
        return new TotpSetup(
                text,
                "otpauth://totp/" + label + "?secret=" + text + "&issuer=" + ISSUER
                        + "&algorithm=SHA1&digits=6&period=30");
    }

    /**
     * From the next login on a code is asked for.
     *
     * @return ten recovery codes, shown this once
     * @throws Refusal 409 {@code totp-not-begun}; 422 for a code that does not fit
     */
    public List<String> confirmTotp(Caller caller, String code) {
        caller.requireSignedIn();
        var begun = authenticators
                .find(caller.personId())
                .filter(found -> !found.isOn())
                .orElseThrow(() -> Refusal.conflict(
                        "totp-not-begun", "nothing is being set up, or it was begun over an hour ago: begin again"));
        var digits = code == null ? "" : code.replaceAll("\\s", "");
        var step = signIn.guess(LoginAttempt.again(caller, null, code), () -> step(begun, digits))
                .orElseThrow(() -> Refusal.invalid(
                        "/code",
                        "this code does not fit, or too many did not: take the one the app shows now, and check the"
                                + " phone's clock"));
        authenticators.use(caller.personId(), step);
        authenticators.confirm(caller.personId());
        var codes = freshCodes(caller);
        told(caller, "person.totp-enabled", Map.of());
        return codes;
    }

    /**
     * Ten other recovery codes; the earlier ones open nothing any more.
     *
     * @throws Refusal 403 {@code proof}; 409 {@code totp-off}
     */
    public List<String> renewRecoveryCodes(Caller caller, String password, String code) {
        requireOn(caller);
        signIn.prove(LoginAttempt.again(caller, password, code), true);
        var codes = freshCodes(caller);
        told(caller, "person.recovery-codes-renewed", Map.of());
        return codes;
    }

    /** @throws Refusal 403 {@code proof}; 409 {@code totp-off} */
    public void endTotp(Caller caller, String password, String code) {
        requireOn(caller);
        signIn.prove(LoginAttempt.again(caller, password, code), true);
        authenticators.delete(caller.personId());
        told(caller, "person.totp-disabled", Map.of());
    }

    private static Optional<Long> step(TotpRows.Authenticator begun, String digits) {
        var step = TimeCode.match(begun.secret(), digits, Instant.now(), begun.lastStep());
        return step.isPresent() ? Optional.of(step.getAsLong()) : Optional.empty();
    }

    private void requireOn(Caller caller) {
        if (!totp(caller).enabled()) {
            throw Refusal.conflict("totp-off", "you sign in without a code already");
        }
    }

    private List<String> freshCodes(Caller caller) {
        var codes = RecoveryCode.fresh();
        authenticators.setRecoveryCodes(caller.personId(), codes);
        return codes;
    }

    private void told(Caller caller, String action, Map<String, ?> detail) {
        audit.record(
                Actor.of(caller),
                caller.personId(),
                action,
                "person",
                caller.id().toString(),
                detail);
    }
}
