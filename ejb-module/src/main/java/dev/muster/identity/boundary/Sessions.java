package dev.muster.identity.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.identity.control.SessionRows;
import dev.muster.identity.entity.Factor;
import dev.muster.identity.entity.Grant;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.OidcIdentity;
import dev.muster.identity.entity.Profile;
import dev.muster.identity.entity.SessionEnded;
import dev.muster.identity.entity.SessionKind;
import dev.muster.identity.entity.SessionView;
import dev.muster.platform.Caller;
import dev.muster.platform.Ids;
import dev.muster.platform.ListQuery;
import dev.muster.platform.Page;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Sessions of people: opened at sign-in, looked up with each request, ended by their owner. */
@Stateless
@Scoped
public class Sessions {

    @Inject
    private Sql sql;

    @Inject
    private SessionRows rows;

    @Inject
    private AuditLog audit;

    @Inject
    private PersonAudit personAudit;

    @Inject
    private Keyring keyring;

    @Inject
    private TransactionScope transaction;

    @Inject
    private Event<SessionEnded> ended;

    @Inject
    @ConfigProperty(name = "muster.session.life")
    private Duration browserLife;

    @Inject
    @ConfigProperty(name = "muster.token.life")
    private Duration tokenLife;

    @Inject
    @ConfigProperty(name = "muster.token.life.max")
    private Duration tokenLifeMax;

    /** Opens a session for a person who is known to be who they say. */
    public Grant open(long personId, LoginAttempt attempt) {
        return open(personId, null, attempt, Factor.NONE);
    }

    /**
     * Opens a session for a person who has just proved themselves.
     *
     * @param provenHash what their password was found to fit
     * @param factor what they showed beside it
     * @throws Refusal 401 {@code login} where the password was changed meanwhile, or the person disabled
     */
    public Grant open(long personId, String provenHash, LoginAttempt attempt, Factor factor) {
        transaction.become(Scope.ofPerson(personId));
        if (!rows.hold(personId, provenHash)) {
            throw Refusal.of(401, "login", "e-mail and password do not fit any more: sign in again");
        }
        return open(personId, attempt, factor, null, Instant.now());
    }

    /**
     * Opens a session for a person whom the provider has just signed in.
     *
     * @throws Refusal 401 {@code login} where they are disabled
     */
    public Grant open(OidcIdentity by, long personId, LoginAttempt attempt, Factor factor) {
        transaction.become(Scope.ofPerson(personId));
        if (!rows.hold(personId, null)) {
            throw Refusal.of(401, "login", "this account is not open any more");
        }
        return open(personId, attempt, factor, by, Instant.now());
    }

    /**
     * @param by whom the provider vouched for; null where it did not
     * @param signedIn when the person proved themselves; a token ends at the latest so long after it
     */
    private Grant open(long personId, LoginAttempt attempt, Factor factor, OidcIdentity by, Instant signedIn) {
        transaction.become(Scope.ofPerson(personId));
        var profile = profile(personId);
        var session = Ids.next();
        var now = Instant.now();
        var browser = attempt.kind() == SessionKind.BROWSER;
        var expiresAt = browser ? now.plus(browserLife) : earlier(now.plus(tokenLife), signedIn.plus(tokenLifeMax));
        var secret = browser ? Ids.secret() : null;
        rows.insert(new SessionRows.New(
                session,
                personId,
                attempt.kind(),
                browser ? ContentDigest.sha256(secret) : null,
                attempt.address(),
                Text.clean(attempt.userAgent(), 300),
                signedIn,
                expiresAt));
        var credential = browser ? Base64Url.encode(secret) : token(profile, session, expiresAt);
        recordSignIn(personId, profile, session, attempt, factor, by);
        return new Grant(session, credential, expiresAt, profile);
    }

    /** Whose cookie that is, acting in {@code orgSlug} or, where null, in their first org. */
    public Optional<Caller> byCookie(String credential, String orgSlug) {
        return byCookie(credential, orgSlug, null, null);
    }

    /** As {@link #byCookie(String, String)} of a request that says where it came from. */
    public Optional<Caller> byCookie(String credential, String orgSlug, String address, String requestId) {
        var asked = new Asked(orgSlug, address, requestId);
        return Base64Url.decode(credential)
                .flatMap(secret -> rows.live(SessionKind.BROWSER, ContentDigest.sha256(secret)))
                .map(found -> use(found, asked));
    }

    /** Whose user JWT or API key that is; its session must still be open. */
    public Optional<Caller> byToken(String token, String orgSlug) {
        return byToken(token, orgSlug, null, null);
    }

    /** As {@link #byToken(String, String)} of a request that says where it came from. */
    public Optional<Caller> byToken(String token, String orgSlug, String address, String requestId) {
        var asked = new Asked(orgSlug, address, requestId);
        if (token.startsWith(ApiKeys.PREFIX)) {
            return Base64Url.decode(token.substring(ApiKeys.PREFIX.length()))
                    .flatMap(secret -> rows.live(SessionKind.API_KEY, ContentDigest.sha256(secret)))
                    .map(found -> use(found, asked));
        }
        return keyring.sessionOfUserToken(token)
                .flatMap(id -> rows.live(SessionKind.TOKEN, id))
                .map(found -> use(found, asked));
    }

    private Caller use(SessionRows.Found found, Asked asked) {
        transaction.become(Scope.ofPerson(found.personId()));
        rows.used(found);
        return act(found, asked, true);
    }

    /**
     * The same person in the same org with the rights they have now; for sockets that outlive the request which opened
     * them. A browser that looks on is not in use: that keeps no session from growing idle. A program's socket is its
     * use. Empty where the session has ended.
     *
     * @throws Refusal 404 where they are no member of that org any more
     */
    public Optional<Caller> again(Caller caller) {
        var found = rows.open(caller.sessionId());
        return found.map(each -> {
            var inUse = each.kind() != SessionKind.BROWSER;
            if (inUse) {
                rows.used(each);
            }
            return act(each, new Asked(caller.orgSlug(), caller.address(), caller.requestId()), inUse);
        });
    }

    /**
     * A new token session in place of this one, for a caller whose token is about to expire. It ends no later than
     * {@code muster.token.life.max} after the login.
     */
    public Grant refresh(Caller caller, String userAgent) {
        caller.requireSignedIn();
        rows.hold(caller.personId(), null);
        var signedIn = rows.signedIn(caller.sessionId());
        end(caller, caller.sessionId());
        return open(
                caller.personId(),
                new LoginAttempt(
                        caller.email(), "", SessionKind.TOKEN, caller.address(), userAgent, caller.requestId()),
                Factor.NONE,
                null,
                signedIn);
    }

    /** API keys apart: {@link ApiKeys} has them. */
    public List<SessionView> list(Caller caller) {
        return ListQuery.all(part -> list(caller, part));
    }

    public Page<SessionView> list(Caller caller, ListQuery query) {
        caller.requireSignedIn();
        return rows.list(caller, query);
    }

    /**
     * Ends one of the caller's own sessions at once; an API key ends itself and no other.
     *
     * @throws Refusal 404 where it is not theirs
     */
    public void end(Caller caller, UUID sessionId) {
        if (!sessionId.equals(caller.sessionId())) {
            caller.requireSignedIn();
        }
        if (!rows.end(caller.personId(), sessionId)) {
            throw Refusal.notFound("session");
        }
        personAudit.record(
                Actor.of(caller), caller.personId(), "session.ended", "session", sessionId.toString(), Map.of());
        ended.fire(new SessionEnded(sessionId));
    }

    /** Ends all of the caller's sessions but this one, API keys too where asked; returns how many there were. */
    public int endOthers(Caller caller, boolean keysToo) {
        caller.requireSignedIn();
        var others = rows.endOthers(caller.personId(), caller.sessionId(), keysToo);
        var details = new LinkedHashMap<String, Map<String, ?>>();
        others.forEach(id -> details.put(id.toString(), Map.of()));
        personAudit.recordAll(Actor.of(caller), caller.personId(), "session.ended", "session", details);
        others.forEach(id -> ended.fire(new SessionEnded(id)));
        return others.size();
    }

    public Profile profile(Caller caller) {
        return profile(caller.personId());
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    /** Which org a request asks for, null for the person's first, and where it came from, null where that is not known. */
    private record Asked(String orgSlug, String address, String requestId) {}

    private record Place(long org, String slug, String name, Role role, boolean unseen) {
        static Place of(Row row) throws SQLException {
            return new Place(
                    row.number("id"),
                    row.text("slug"),
                    row.text("name"),
                    row.constant("role", Role.class),
                    row.bool("unseen"));
        }
    }

    /** @param inUse whether the org is told that its member was there, once a minute */
    private Caller act(SessionRows.Found found, Asked asked, boolean inUse) {
        var orgSlug = asked.orgSlug();
        transaction.become(Scope.ofPerson(found.personId()));
        var platform = found.platform() && !found.isNarrowed();
        var place =
                sql.query("""
                        select o.id, o.slug, o.name, m.role,
                            coalesce(m.last_seen_at < now() - interval '1 minute', true) as unseen
                        from membership m join org o on o.id = m.org_id
                        where m.person_id = ? and m.accepted_at is not null and (?::text is null or o.slug = ?)
                            and (?::bigint is null or o.id = ?)
                        order by m.created_at, o.id limit 1""", Place::of, found.personId(), orgSlug, orgSlug, found.onlyOrg(), found.onlyOrg()).stream()
                        .findFirst()
                        .or(() -> platform && orgSlug != null ? visit(found, asked) : Optional.empty())
                        .orElseThrow(() -> Refusal.notFound("org"));
        if (inUse && place.unseen()) {
            transaction.become(Scope.ofOrg(place.org()));
            rows.seen(found.personId(), place.org());
            transaction.become(Scope.ofPerson(found.personId()));
        }
        var key = found.isKey() ? new Caller.Key(found.most()) : null;
        return new Caller(
                found.personId(),
                found.publicId(),
                found.email(),
                found.name(),
                place.org(),
                place.slug(),
                place.name(),
                place.role() == null || found.most() == null || found.most().covers(place.role())
                        ? place.role()
                        : found.most(),
                platform,
                found.sessionId(),
                key,
                asked.address(),
                asked.requestId());
    }

    /** The platform operator enters any org as its administrator; its own people see that in their audit. */
    private Optional<Place> visit(SessionRows.Found found, Asked asked) {
        transaction.become(Scope.ofPlatform());
        var org = sql.one(
                "select id, slug, name, 'ADMIN' as role, false as unseen from org where slug = ?",
                Place::of,
                asked.orgSlug());
        org.ifPresent(place -> {
            transaction.become(Scope.ofOrg(place.org()));
            var first = sql.update(
                    "insert into org_visit (session_id, org_id) values (?, ?) on conflict do nothing",
                    found.sessionId(),
                    place.org());
            if (first > 0) {
                var actor = new Actor(
                        Actor.Kind.PERSON,
                        found.publicId().toString(),
                        found.email(),
                        asked.address(),
                        found.sessionId(),
                        asked.requestId());
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

    private void recordSignIn(
            long personId, Profile profile, UUID session, LoginAttempt attempt, Factor factor, OidcIdentity by) {
        var actor = new Actor(
                Actor.Kind.PERSON,
                profile.id().toString(),
                profile.email(),
                attempt.address(),
                session,
                attempt.requestId());
        var detail = new LinkedHashMap<String, Object>(Map.of("kind", attempt.kind()));
        if (factor != Factor.NONE) {
            detail.put("factor", factor);
        }
        if (by != null) {
            detail.put("by", "oidc");
            detail.put("issuer", by.issuer());
        }
        personAudit.record(actor, personId, "session.opened", "session", session.toString(), detail);
    }
}
