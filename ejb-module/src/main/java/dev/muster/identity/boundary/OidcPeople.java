package dev.muster.identity.boundary;

import dev.muster.audit.entity.Actor;
import dev.muster.identity.control.LinkRows;
import dev.muster.identity.control.OidcHandshake;
import dev.muster.identity.control.OidcSettings;
import dev.muster.identity.control.SessionRows;
import dev.muster.identity.entity.Factor;
import dev.muster.identity.entity.Grant;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.OidcIdentity;
import dev.muster.identity.entity.OidcProof;
import dev.muster.identity.entity.SessionEnded;
import dev.muster.platform.Refusal;
import dev.muster.platform.Row;
import dev.muster.platform.Scope;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Who somebody at the provider is here. They are found by issuer and subject; the first time by an e-mail address that the
 * provider has verified. Nobody is made a person by signing in.
 */
@Stateless
public class OidcPeople {

    @Inject
    private Sql sql;

    @Inject
    private LinkRows links;

    @Inject
    private OidcSettings settings;

    @Inject
    private Invitations invitations;

    @Inject
    private Sessions sessions;

    @Inject
    private SessionRows sessionRows;

    @Inject
    private Event<SessionEnded> ended;

    @Inject
    private PersonAudit audit;

    @Inject
    private TransactionScope transaction;

    /** A person as the first look finds them. */
    public record Known(
            long id, UUID publicId, String email, boolean operator, boolean disabled, boolean withPassword) {
        static Known of(Row row) throws SQLException {
            return new Known(
                    row.number("id"),
                    row.uuid("public_id"),
                    row.text("email"),
                    row.bool("platform_operator"),
                    row.bool("disabled"),
                    row.bool("with_password"));
        }
    }

    /** Whether this answer of the provider is the first with that state; it is taken by this. */
    public boolean take(byte[] stateHash) {
        return sql.update("insert into oidc_answer (state_hash) values (?) on conflict do nothing", stateHash) > 0;
    }

    /** Answers whose handshake is over anyway. */
    public void forgetOld() {
        sql.update(
                "delete from oidc_answer where at < now() - ?::interval",
                OidcHandshake.LIFE.multipliedBy(2).toString());
    }

    /** Whom an identity is tied to, or would be; for the audit of a refusal. */
    public Optional<Known> guess(OidcIdentity identity) {
        return tied(identity).or(() -> byEmail(identity.email()));
    }

    /**
     * Who that is. Nothing is changed yet.
     *
     * @throws Refusal 403 with a code that says why not: {@code oidc-no-email}, {@code oidc-unverified}, {@code
     *     oidc-unknown}, {@code oidc-taken}, {@code oidc-unlinked}, {@code oidc-other}, {@code oidc-invited}, {@code
     *     oidc-closed}; 404 {@code invitation}
     */
    public Known who(OidcProof proof) {
        var person = tied(proof.identity()).orElseGet(() -> first(proof));
        if (person.disabled()) {
            throw closed();
        }
        if (proof.invitation() != null) {
            invitations.requireInvited(proof.invitation(), person.id());
        } else {
            requireOrg(person);
        }
        return person;
    }

    /**
     * Ties the person to the identity, accepts the invitation and opens the session.
     *
     * @throws Refusal 403 {@code oidc-taken} where they are tied to another by now; 401 {@code login}; 404 {@code
     *     invitation}
     */
    public Grant enter(long personId, OidcProof proof, LoginAttempt attempt, Factor factor) {
        if (proof.invitation() != null) {
            invitations.accept(
                    proof.invitation(), personId, proof.identity().name(), attempt.address(), attempt.requestId());
        }
        tie(personId, proof.identity(), attempt);
        return sessions.open(proof.identity(), personId, attempt, factor);
    }

    private void tie(long personId, OidcIdentity identity, LoginAttempt attempt) {
        transaction.become(Scope.ofPerson(personId));
        var link = links.find(personId, identity.issuer());
        if (link.isEmpty() && links.insert(personId, identity)) {
            var ended = endWhatWasBefore(personId);
            var publicId = sql.one("select public_id from person where id = ?", row -> row.uuid("public_id"), personId)
                    .orElseThrow()
                    .toString();
            audit.record(
                    new Actor(
                            Actor.Kind.PERSON, publicId, attempt.email(), attempt.address(), null, attempt.requestId()),
                    personId,
                    "person.linked",
                    "person",
                    publicId,
                    Map.of(
                            "issuer",
                            identity.issuer(),
                            "subject",
                            identity.subject(),
                            "email",
                            identity.email(),
                            "sessionsEnded",
                            ended));
        } else if (link.filter(found -> found.subject().equals(identity.subject()))
                .isPresent()) {
            links.used(personId, identity);
        } else {
            throw taken();
        }
    }

    /**
     * Whoever accepts an invitation sets the password of the account, and the link is also shown to whoever invites: only
     * now is it known whose account it is. What was made before may be somebody else's.
     */
    private int endWhatWasBefore(long personId) {
        sql.update(
                "update person set password_hash = null, updated_at = now(), version = version + 1"
                        + " where id = ? and password_hash is not null",
                personId);
        sql.update("update operator_key set ended_at = now() where person_id = ? and ended_at is null", personId);
        var over = sessionRows.endOthers(personId, new UUID(0, 0), true);
        over.forEach(session -> ended.fire(new SessionEnded(session)));
        return over.size();
    }

    private Optional<Known> tied(OidcIdentity identity) {
        transaction.become(Scope.ofEnrollmentKey(LinkRows.hexHash(identity)));
        return links.person(identity).flatMap(key -> {
            transaction.become(Scope.ofPerson(key));
            return find("id = ?", key);
        });
    }

    private Optional<Known> byEmail(String email) {
        if (email == null) {
            return Optional.empty();
        }
        transaction.become(Scope.ofEmail(email));
        return find("email = ?", email);
    }

    /** Somebody who comes from the provider for the first time. */
    private Known first(OidcProof proof) {
        var identity = proof.identity();
        if (proof.invitation() == null && !settings.linksByEmail()) {
            throw Refusal.of(403, "oidc-unlinked", "nobody here is tied to this sign-in");
        }
        if (identity.email() == null) {
            throw Refusal.of(403, "oidc-no-email", "the provider tells no e-mail address");
        }
        if (!identity.emailVerified()) {
            throw Refusal.of(403, "oidc-unverified", "the provider has not verified " + identity.email());
        }
        var person = byEmail(identity.email())
                .orElseThrow(() -> Refusal.of(403, "oidc-unknown", "nobody here has the address " + identity.email()));
        transaction.become(Scope.ofPerson(person.id()));
        if (links.find(person.id(), identity.issuer()).isPresent()) {
            throw taken();
        }
        // the operator's way in is their password; and where an address alone ties nobody, an invitation to it, which
        // any
        // administrator can make, ties nobody who is somebody here already
        if (person.operator() || (!settings.linksByEmail() && (person.withPassword() || links.any(person.id())))) {
            throw Refusal.of(403, "oidc-unlinked", "this person is not tied to this sign-in");
        }
        return person;
    }

    private void requireOrg(Known person) {
        transaction.become(Scope.ofPerson(person.id()));
        var accepted = sql.query(
                "select accepted_at is not null as accepted from membership where person_id = ?",
                row -> row.bool("accepted"),
                person.id());
        if (!accepted.contains(true) && !person.operator()) {
            throw accepted.isEmpty()
                    ? closed()
                    : Refusal.of(403, "oidc-invited", "an invitation waits: accept it by its link");
        }
    }

    private Optional<Known> find(String condition, Object key) {
        return sql.one(
                "select id, public_id, email, platform_operator, disabled_at is not null as disabled,"
                        + " password_hash is not null as with_password from person where "
                        + condition,
                Known::of,
                key);
    }

    private static Refusal closed() {
        return Refusal.of(403, "oidc-closed", "this account is not open");
    }

    private static Refusal taken() {
        return Refusal.of(403, "oidc-taken", "this person is tied to another account at the provider");
    }
}
