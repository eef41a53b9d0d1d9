package dev.muster.identity.boundary;

import dev.muster.audit.entity.Actor;
import dev.muster.identity.control.Letters;
import dev.muster.identity.control.MemberRows;
import dev.muster.identity.control.PasswordRule;
import dev.muster.identity.control.Passwords;
import dev.muster.identity.control.SessionRows;
import dev.muster.identity.entity.SessionEnded;
import dev.muster.mail.boundary.Outbox;
import dev.muster.platform.Clockwork;
import dev.muster.platform.Ids;
import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Network;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scope;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import dev.muster.protocol.crypto.Base64Url;
import dev.muster.protocol.crypto.ContentDigest;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * A new password for somebody who forgot theirs, by a link that their mailbox gets. The code of an authenticator is still
 * asked for at the next sign-in: a mailbox is one proof and not two.
 */
@Stateless
public class PasswordResets {

    @Inject
    private Sql sql;

    @Inject
    private MemberRows members;

    @Inject
    private Outbox outbox;

    @Inject
    private Letters letters;

    @Inject
    private Passwords passwords;

    @Inject
    private SessionRows sessions;

    @Inject
    private PersonAudit audit;

    @Inject
    private Event<SessionEnded> ended;

    @Inject
    private Meters meters;

    @Inject
    private TransactionScope transaction;

    @Inject
    private Clockwork clock;

    @Inject
    private ResetLetters resetLetters;

    @Inject
    @ConfigProperty(name = "muster.reset.per.address.hour")
    private int perAddress;

    private record Person(long id, UUID publicId, String email, String name) {}

    /** Whether this installation sends mail. */
    public boolean isPossible() {
        return outbox.isOn();
    }

    /**
     * Has a letter written to that person, if there is one: afterwards, so that the caller hears the same after the same
     * time either way.
     *
     * @throws Refusal 503 {@code mail-off} where this installation sends no mail; 429 {@code resets} where that address
     *     asked too often
     */
    public void ask(String email, String address, String requestId) {
        if (!outbox.isOn()) {
            throw Refusal.of(
                    503, "mail-off", "this installation sends no mail: ask whoever runs it (./muster reset-password)");
        }
        transaction.become(Scope.ofInstallation());
        var network = Network.of(address);
        // one after the other, so that those who come at once count each other
        sql.query("select pg_advisory_xact_lock(hashtextextended('reset:' || ?, 8))", row -> null, network);
        if (asked(network) >= perAddress) {
            meters.refused(Limit.RESETS_PER_ADDRESS);
            throw Refusal.tooMany("resets", "too many letters were asked for from here: try again in an hour", 3_600);
        }
        sql.update("insert into password_reset (id, address, expires_at) values (?, ?, now())", Ids.next(), network);
        clock.once(Duration.ZERO, "writing a letter", () -> resetLetters.write(email, address, requestId));
    }

    /**
     * Sets the password and ends all sessions and API keys of the person.
     *
     * @throws Refusal 404 {@code reset} for a link that is unknown, used or too old; 422 for a password that is too weak
     */
    public void accept(String token, String password, String address, String requestId) {
        var person = Optional.ofNullable(token)
                .flatMap(Base64Url::decode)
                .map(ContentDigest::sha256)
                .flatMap(this::asked)
                .flatMap(this::enabled)
                .orElseThrow(() -> Refusal.of(
                        404, "reset", "this link is unknown, used or older than an hour: ask for a new one"));
        PasswordRule.require(password, members.known(person.id(), person.email(), person.name()));
        sql.update("update password_reset set used_at = now() where person_id = ? and used_at is null", person.id());
        sql.update(
                "update person set password_hash = ?, updated_at = now(), version = version + 1 where id = ?",
                passwords.inTurn(() -> passwords.hash(password)),
                person.id());
        sql.update("delete from sign_in_delay where person_id = ?", person.id());
        var over = sessions.endOthers(person.id(), new UUID(0, 0), true);
        over.forEach(session -> ended.fire(new SessionEnded(session)));
        outbox.send(letters.passwordChanged(person.email(), "by a link in a letter like this one"));
        audit.record(
                new Actor(Actor.Kind.PERSON, person.publicId().toString(), person.email(), address, null, requestId),
                person.id(),
                "person.password-reset",
                "person",
                person.publicId().toString(),
                Map.of("sessionsEnded", over.size()));
    }

    /** Whose link that is; it is held to the end of the transaction. */
    private Optional<Long> asked(byte[] hash) {
        transaction.become(Scope.ofInstallation());
        return sql.one("""
                        select person_id from password_reset
                        where token_hash = ? and used_at is null and expires_at > now() for update""", row -> row.number("person_id"), hash);
    }

    /** The transaction acts for that person from here on. */
    private Optional<Person> enabled(long id) {
        transaction.become(Scope.ofPerson(id));
        return sql.one(
                "select public_id, email, name from person where id = ? and disabled_at is null",
                row -> new Person(id, row.uuid("public_id"), row.text("email"), row.text("name")),
                id);
    }

    /** Links that are over, and what was counted longer than a day ago. */
    public void forgetOld() {
        transaction.become(Scope.ofInstallation());
        sql.update("delete from password_reset where created_at < now() - interval '1 day'");
    }

    private long asked(String network) {
        return sql.one(
                        "select count(*) as n from password_reset"
                                + " where address = ? and created_at > now() - interval '1 hour'",
                        row -> row.number("n"),
                        network)
                .orElse(0L);
    }
}
