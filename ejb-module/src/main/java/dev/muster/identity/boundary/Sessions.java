package dev.muster.identity.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.identity.entity.Grant;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.Profile;
import dev.muster.identity.entity.SessionEnded;
import dev.muster.identity.entity.SessionKind;
import dev.muster.identity.entity.SessionView;
import dev.muster.platform.Caller;
import dev.muster.platform.Ids;
import dev.muster.platform.Refusal;
import dev.muster.platform.Role;
import dev.muster.platform.Row;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import dev.muster.protocol.Text;
import dev.muster.protocol.crypto.Base64Url;
import dev.muster.protocol.crypto.ContentDigest;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Sessions of people: opened at sign-in, looked up with each request, ended by their owner. */
@Stateless
@Scoped
public class Sessions {

    private static final String OPEN = "s.ended_at is null and s.expires_at > now() and p.disabled_at is null";

    @Inject
    private Sql sql;

    @Inject
    private AuditLog audit;

    @Inject
    private Keyring keyring;

    @Inject
    private TransactionScope transaction;

    @Inject
    private Event<SessionEnded> ended;

    @Inject
    @ConfigProperty(name = "muster.session.idle")
    private Duration browserIdle;

    @Inject
    @ConfigProperty(name = "muster.session.life")
    private Duration browserLife;

    @Inject
    @ConfigProperty(name = "muster.token.life")
    private Duration tokenLife;

    /** Opens a session for a person who has just proved themselves. */
    public Grant open(long personId, LoginAttempt attempt) {
        transaction.become(Scope.ofPerson(personId));
        var profile = profile(personId);
        var session = Ids.next();
        var now = Instant.now();
        var browser = attempt.kind() == SessionKind.BROWSER;
        var expiresAt = now.plus(browser ? browserLife : tokenLife);
        var secret = browser ? Ids.secret() : null;
        sql.update(
                """
                insert into person_session (id, person_id, kind, token_hash, address, user_agent, expires_at)
                values (?, ?, ?, ?, ?, ?, ?)""",
                session,
                personId,
                attempt.kind(),
                browser ? ContentDigest.sha256(secret) : null,
                attempt.address(),
                Text.clean(attempt.userAgent(), 300),
                expiresAt);
        var credential = browser ? Base64Url.encode(secret) : token(profile, session, expiresAt);
        recordSignIn(profile, session, attempt);
        return new Grant(session, credential, expiresAt, profile);
    }

    /** Whose cookie that is, acting in {@code orgSlug} or, where null, in their first org. */
    public Optional<Caller> byCookie(String credential, String orgSlug) {
        return Base64Url.decode(credential)
                .flatMap(secret -> live("s.token_hash = ?", ContentDigest.sha256(secret)))
                .map(found -> act(found, orgSlug));
    }

    /** Whose user JWT that is; its session must still be open. */
    public Optional<Caller> byToken(String token, String orgSlug) {
        return keyring.sessionOfUserToken(token)
                .flatMap(id -> live("s.kind = 'TOKEN' and s.id = ?", id))
                .map(found -> act(found, orgSlug));
    }

    /**
     * The same person in the same org with the rights they have now; for sockets that outlive the request which opened
     * them. Looking on is not use: it keeps no session from growing idle. Empty where the session has ended.
     *
     * @throws Refusal 404 where they are no member of that org any more
     */
    public Optional<Caller> again(Caller caller) {
        return open("s.id = ?", caller.sessionId())
                .map(found -> act(found, caller.orgSlug()).in(caller.address(), caller.requestId()));
    }

    /** A new token session in place of this one, for a caller whose token is about to expire. */
    public Grant refresh(Caller caller, String userAgent) {
        end(caller, caller.sessionId());
        return open(
                caller.personId(),
                new LoginAttempt(
                        caller.email(), "", SessionKind.TOKEN, caller.address(), userAgent, caller.requestId()));
    }

    public List<SessionView> list(Caller caller) {
        return sql.query(
                """
                select * from person_session where person_id = ? and ended_at is null and expires_at > now()
                order by last_used_at desc""",
                row -> new SessionView(
                        row.uuid("id"),
                        row.constant("kind", SessionKind.class),
                        row.text("address"),
                        row.text("user_agent"),
                        row.time("created_at"),
                        row.time("last_used_at"),
                        row.time("expires_at"),
                        row.uuid("id").equals(caller.sessionId())),
                caller.personId());
    }

    /**
     * Ends one of the caller's own sessions at once.
     *
     * @throws Refusal 404 where it is not theirs
     */
    public void end(Caller caller, UUID sessionId) {
        var changed = sql.update(
                "update person_session set ended_at = now() where id = ? and person_id = ? and ended_at is null",
                sessionId,
                caller.personId());
        if (changed == 0) {
            throw Refusal.notFound("session");
        }
        audit.record(Actor.of(caller), caller.orgId(), "session.ended", "session", sessionId.toString(), Map.of());
        ended.fire(new SessionEnded(sessionId));
    }

    public Profile profile(Caller caller) {
        return profile(caller.personId());
    }

    private record Found(
            long personId, UUID publicId, String email, String name, boolean platform, UUID sessionId, boolean stale) {}

    /** An open session that is in use; using it is written down once a minute. */
    private Optional<Found> live(String condition, Object key) {
        var found = open(
                condition + " and (s.kind <> 'BROWSER' or s.last_used_at > now() - ?::interval)",
                key,
                browserIdle.toString());
        found.filter(Found::stale)
                .ifPresent(used ->
                        sql.update("update person_session set last_used_at = now() where id = ?", used.sessionId()));
        return found;
    }

    private Optional<Found> open(String condition, Object... keys) {
        return sql.one(
                "select p.id, p.public_id, p.email, p.name, p.platform_operator, s.id as session_id,"
                        + " s.last_used_at < now() - interval '1 minute' as stale"
                        + " from person_session s join person p on p.id = s.person_id where " + OPEN + " and "
                        + condition,
                row -> new Found(
                        row.number("id"),
                        row.uuid("public_id"),
                        row.text("email"),
                        row.text("name"),
                        row.bool("platform_operator"),
                        row.uuid("session_id"),
                        row.bool("stale")),
                keys);
    }

    private record Place(long org, String slug, String name, Role role) {
        static Place of(Row row) throws SQLException {
            return new Place(row.number("id"), row.text("slug"), row.text("name"), row.constant("role", Role.class));
        }
    }

    private Caller act(Found found, String orgSlug) {
        transaction.become(Scope.ofPerson(found.personId()));
        var place = sql.query("""
                        select o.id, o.slug, o.name, m.role from membership m join org o on o.id = m.org_id
                        where m.person_id = ? and m.accepted_at is not null and (?::text is null or o.slug = ?)
                        order by m.created_at, o.id limit 1""", Place::of, found.personId(), orgSlug, orgSlug).stream()
                .findFirst()
                .or(() -> found.platform() && orgSlug != null ? visit(found, orgSlug) : Optional.empty())
                .orElseThrow(() -> Refusal.notFound("org"));
        return new Caller(
                found.personId(),
                found.publicId(),
                found.email(),
                found.name(),
                place.org(),
                place.slug(),
                place.name(),
                place.role(),
                found.platform(),
                found.sessionId(),
                null,
                null);
    }

    /** The platform operator enters any org as its administrator; its own people see that in their audit. */
    private Optional<Place> visit(Found found, String orgSlug) {
        transaction.become(Scope.ofPlatform());
        var org = sql.one("select id, slug, name, 'ADMIN' as role from org where slug = ?", Place::of, orgSlug);
        org.ifPresent(place -> {
            transaction.become(Scope.ofOrg(place.org()));
            var first = sql.update(
                    "insert into org_visit (session_id, org_id) values (?, ?) on conflict do nothing",
                    found.sessionId(),
                    place.org());
            if (first > 0) {
                var actor = new Actor(
                        Actor.Kind.PERSON, found.publicId().toString(), found.email(), null, found.sessionId(), null);
                audit.record(actor, place.org(), "org.entered", "org", place.slug(), Map.of());
            }
        });
        return org;
    }

    private Profile profile(long personId) {
        var orgs = sql.query(
                """
                select o.slug, o.name, m.role from membership m join org o on o.id = m.org_id
                where m.person_id = ? and m.accepted_at is not null order by m.created_at, o.id""",
                row -> new Profile.OrgRole(row.text("slug"), row.text("name"), row.constant("role", Role.class)),
                personId);
        return sql.one(
                        "select public_id, email, name from person where id = ?",
                        row -> new Profile(row.uuid("public_id"), row.text("email"), row.text("name"), orgs),
                        personId)
                .orElseThrow();
    }

    private String token(Profile profile, UUID session, Instant expiresAt) {
        var org = profile.orgs().stream().findFirst();
        return keyring.userToken(
                profile.id(),
                session,
                org.map(Profile.OrgRole::slug).orElse(null),
                org.map(Profile.OrgRole::role).map(Role::name).orElse(null),
                expiresAt);
    }

    private void recordSignIn(Profile profile, UUID session, LoginAttempt attempt) {
        var actor = new Actor(
                Actor.Kind.PERSON,
                profile.id().toString(),
                profile.email(),
                attempt.address(),
                session,
                attempt.requestId());
        var orgs = sql.query(
                "select org_id from membership where accepted_at is not null"
                        + " and person_id = (select id from person where public_id = ?)",
                row -> row.number("org_id"),
                profile.id());
        var detail = Map.of("kind", attempt.kind().name());
        orgs.forEach(org -> {
            transaction.become(Scope.ofOrg(org));
            audit.record(actor, org, "session.opened", "session", session.toString(), detail);
        });
    }
}
