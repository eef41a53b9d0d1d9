package dev.muster.identity.boundary;

import dev.muster.audit.entity.Actor;
import dev.muster.identity.control.CodeGuesses;
import dev.muster.identity.control.Letters;
import dev.muster.identity.control.MemberRows;
import dev.muster.identity.control.RecoveryCode;
import dev.muster.identity.control.TimeCode;
import dev.muster.identity.control.TotpRows;
import dev.muster.identity.entity.Factor;
import dev.muster.mail.boundary.Outbox;
import dev.muster.platform.Caller;
import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The code beside a password: whether a person has to give one, whether it is right, and help for whoever lost theirs. */
@Stateless
@Scoped
public class SecondFactor {

    @Inject
    private Sql sql;

    @Inject
    private TotpRows rows;

    @Inject
    private CodeGuesses guesses;

    @Inject
    private Meters meters;

    @Inject
    private MemberRows members;

    @Inject
    private PersonAudit audit;

    @Inject
    private Outbox outbox;

    @Inject
    private Letters letters;

    @Inject
    private TransactionScope transaction;

    public boolean isOn(Scope person) {
        return rows.find(person.personId()).filter(TotpRows.Authenticator::isOn).isPresent();
    }

    /**
     * What the code was; empty for a wrong one, for one that was used before, and for one that is not looked at because too
     * many were wrong: the person is written to then. It is used by this.
     *
     * @param place what a guess is counted for; see {@link dev.muster.identity.control.GuessSubjects}
     */
    public Optional<Factor> use(Scope person, String place, String code) {
        var digits = code.replaceAll("\\s", "");
        var authenticator = rows.find(person.personId()).filter(TotpRows.Authenticator::isOn);
        if (authenticator.isEmpty()) {
            return Optional.empty();
        }
        var recovery = RecoveryCode.hash(code);
        if (recovery.isPresent()) {
            return recovery.filter(hash -> rows.use(person.personId(), hash)).map(hash -> Factor.RECOVERY_CODE);
        }
        if (!guesses.mayTry(person.personId(), place)) {
            meters.refused(Limit.CODE_GUESSES);
            return Optional.empty();
        }
        var step = TimeCode.match(
                authenticator.get().secret(),
                digits,
                Instant.now(),
                authenticator.get().lastStep());
        if (step.isEmpty()) {
            guesses.wrong(person.personId(), place);
            if (!guesses.mayTry(person.personId(), place)) {
                sql.one("select email from person where id = ?", row -> row.text("email"), person.personId())
                        .ifPresent(email -> outbox.send(letters.codesGuessed(email)));
            }
            return Optional.empty();
        }
        return rows.use(person.personId(), step.getAsLong()) ? Optional.of(Factor.TOTP) : Optional.empty();
    }

    /**
     * For a member who lost their authenticator: they sign in with the password alone and set up another.
     *
     * @throws Refusal 404 for whoever is no member, 403 where the person is also somebody else's or the caller
     *     themselves, 409 {@code totp-off}
     */
    public void reset(Caller caller, UUID user) {
        caller.requireSignedIn();
        caller.require(Permission.MANAGE_PEOPLE);
        var person = members.key(caller, user);
        if (!members.isMember(caller, person)) {
            throw Refusal.notFound("user");
        }
        if (caller.personId().equals(person)) {
            throw Refusal.forbidden("your own is turned off with your password and a code, on your account page");
        }
        if (!caller.platformOperator() && !isTheirsAlone(caller, person)) {
            throw Refusal.forbidden(
                    "this person signs in for more than the orgs you administer: ask the platform operator");
        }
        transaction.become(Scope.ofPerson(person));
        if (!rows.delete(person)) {
            throw Refusal.conflict("totp-off", "this person signs in without a code already");
        }
        audit.record(Actor.of(caller), person, "person.totp-reset", "person", user.toString(), Map.of());
    }

    private boolean isTheirsAlone(Caller caller, long person) {
        transaction.become(Scope.ofPerson(caller.personId()));
        var administered = new HashSet<>(orgs(caller.personId(), "and role = 'ADMIN'"));
        transaction.become(Scope.ofPerson(person));
        var operator = sql.one(
                "select platform_operator from person where id = ?", row -> row.bool("platform_operator"), person);
        return !operator.orElse(true) && administered.containsAll(orgs(person, ""));
    }

    private List<Long> orgs(long person, String condition) {
        return sql.query(
                "select org_id from membership where accepted_at is not null and person_id = ? " + condition,
                row -> row.number("org_id"),
                person);
    }
}
