package dev.muster.identity.control;

import dev.muster.identity.entity.ApiKeyView;
import dev.muster.identity.entity.SessionKind;
import dev.muster.identity.entity.SessionView;
import dev.muster.platform.Caller;
import dev.muster.platform.ListQuery;
import dev.muster.platform.Listing;
import dev.muster.platform.Page;
import dev.muster.platform.Role;
import dev.muster.platform.Row;
import dev.muster.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The table of sessions: which are open, which are in use, and when they were used. */
@ApplicationScoped
public class SessionRows {

    private static final String OPEN = "s.ended_at is null and s.expires_at > now()";

    /** Takes the hash of a credential, or the id of a session, and null for the other. */
    private static final String AT_DOOR = "select s.*, %s as stale from session_at_door(?::bytea, ?::uuid) s";

    /** Takes the idle times of browsers and of tokens. */
    private static final String IN_USE =
            " and s.last_used_at > now() - (case s.kind when 'BROWSER' then ? else ? end)::interval";

    /** Whether a use is worth writing down: the last was a minute ago, or this is a key's first. */
    private static final String STALE = "(s.last_used_at < now() - interval '1 minute'"
            + " or s.kind = 'API_KEY' and s.last_used_at = s.created_at)";

    private static final Listing<ApiKeyView> KEYS = new Listing<>(
            """
            select s.*, o.slug, nullif(s.last_used_at, s.created_at) as used_at
            from person_session s left join org o on o.id = s.only_org
            where s.person_id = ? and s.kind = 'API_KEY' and""" + " " + OPEN + IN_USE,
            row -> new ApiKeyView(
                    row.uuid("id"),
                    row.text("name"),
                    row.text("slug"),
                    row.constant("most_role", Role.class),
                    1,
                    row.time("created_at"),
                    row.time("created_at"),
                    row.time("used_at"),
                    row.time("expires_at"),
                    null),
            "last_used_at desc, id",
            Map.of(
                    "name",
                    "lower(name)",
                    "org",
                    "slug",
                    "createdAt",
                    "created_at",
                    "lastUsedAt",
                    "used_at",
                    "expiresAt",
                    "expires_at"),
            List.of("name", "slug"));

    @Inject
    private Sql sql;

    @Inject
    @ConfigProperty(name = "muster.session.idle")
    private Duration browserIdle;

    @Inject
    @ConfigProperty(name = "muster.token.idle")
    private Duration tokenIdle;

    /**
     * A session and whose it is.
     *
     * @param platform whether the person runs the installation
     * @param onlyOrg internal key of the org an API key is narrowed to; null for none
     * @param most the strongest role an API key acts with; null for that of its person
     * @param stale whether its last use was written down a while ago
     */
    public record Found(
            long personId,
            UUID publicId,
            String email,
            String name,
            boolean platform,
            UUID sessionId,
            SessionKind kind,
            Long onlyOrg,
            Role most,
            boolean stale) {

        public boolean isKey() {
            return kind == SessionKind.API_KEY;
        }

        public boolean isNarrowed() {
            return onlyOrg != null || most != null;
        }

        static Found of(Row row) throws SQLException {
            return new Found(
                    row.number("id"),
                    row.uuid("public_id"),
                    row.text("email"),
                    row.text("name"),
                    row.bool("platform_operator"),
                    row.uuid("session_id"),
                    row.constant("kind", SessionKind.class),
                    row.numberOrNull("only_org"),
                    row.constant("most_role", Role.class),
                    row.bool("stale"));
        }
    }

    /** A session to be opened; {@code hash} of the credential, null where it is signed instead. */
    public record New(
            UUID id,
            long personId,
            SessionKind kind,
            byte[] hash,
            String address,
            String userAgent,
            Instant signedIn,
            Instant expiresAt) {}

    /**
     * Holds the person to the end of the transaction. Whoever makes a session, or ends all of them, does this first: so a
     * session comes before a change of the password and ends with it, or does not come.
     *
     * @param provenHash what their password was proven against; null where that is not how they are known
     * @return false where they are disabled, or their password is another by now
     */
    public boolean hold(long personId, String provenHash) {
        return sql.one(
                        "select id from person where id = ? and disabled_at is null"
                                + " and (?::text is null or password_hash = ?) for no key update",
                        row -> row.number("id"),
                        personId,
                        provenHash,
                        provenHash)
                .isPresent();
    }

    public void insert(New session) {
        sql.update(
                """
                insert into person_session (id, person_id, kind, token_hash, address, user_agent, signed_in_at, expires_at)
                values (?, ?, ?, ?, ?, ?, ?, ?)""",
                session.id(),
                session.personId(),
                session.kind(),
                session.hash(),
                session.address(),
                session.userAgent(),
                session.signedIn(),
                session.expiresAt());
    }

    /** An open session of that kind that has not grown idle, by the hash of its credential. */
    public Optional<Found> live(SessionKind kind, byte[] hash) {
        return live(kind, hash, null);
    }

    /** An open session of that kind that has not grown idle, by its id. */
    public Optional<Found> live(SessionKind kind, UUID id) {
        return live(kind, null, id);
    }

    private Optional<Found> live(SessionKind kind, byte[] hash, UUID id) {
        return sql.one(
                AT_DOOR.formatted(STALE) + " where s.kind = ?" + IN_USE,
                Found::of,
                hash,
                id,
                kind,
                browserIdle.toString(),
                tokenIdle.toString());
    }

    /** An open session, idle or not. */
    public Optional<Found> open(UUID id) {
        return sql.one(AT_DOOR.formatted(STALE), Found::of, null, id);
    }

    /** Use is written down once a minute, a key's first at once, and by one of those who come at once. */
    public void used(Found session) {
        if (session.stale()) {
            sql.update(
                    "update person_session s set last_used_at = now() where s.id = ? and " + STALE,
                    session.sessionId());
        }
    }

    /** Somebody was in an org of theirs: what it is told of when they were last seen. */
    public void seen(long person, long org) {
        sql.update("update membership set last_seen_at = now() where person_id = ? and org_id = ?", person, org);
    }

    /** When the person of a session proved themselves; renewing goes on from there. */
    public Instant signedIn(UUID session) {
        return sql.one("select signed_in_at from person_session where id = ?", row -> row.time("signed_in_at"), session)
                .orElseThrow();
    }

    /** The caller's own, used last first. */
    public Page<SessionView> list(Caller caller, ListQuery query) {
        var listing = new Listing<>(
                "select * from person_session s where person_id = ? and kind <> 'API_KEY' and " + OPEN + IN_USE,
                row -> new SessionView(
                        row.uuid("id"),
                        row.constant("kind", SessionKind.class),
                        row.text("address"),
                        row.text("user_agent"),
                        1,
                        row.time("created_at"),
                        row.time("created_at"),
                        row.time("last_used_at"),
                        row.time("expires_at"),
                        row.uuid("id").equals(caller.sessionId())),
                "last_used_at desc, id",
                Map.of(
                        "kind",
                        "kind",
                        "address",
                        "address",
                        "createdAt",
                        "created_at",
                        "lastUsedAt",
                        "last_used_at",
                        "expiresAt",
                        "expires_at"),
                List.of("kind", "address", "user_agent"));
        return listing.page(sql, query, caller.personId(), browserIdle.toString(), tokenIdle.toString());
    }

    /** Whether there was such a session of that person to end. */
    public boolean end(long personId, UUID id) {
        return sql.update(
                        "update person_session set ended_at = now() where id = ? and person_id = ? and ended_at is null",
                        id,
                        personId)
                > 0;
    }

    /** Ends all of a person's but one; returns those that were open. */
    public List<UUID> endOthers(long personId, UUID but, boolean keysToo) {
        // a statement of its own: the next one sees what those had committed who held the person before
        sql.query("select id from person where id = ? for no key update", row -> null, personId);
        return sql.query("""
                update person_session set ended_at = now()
                where person_id = ? and id <> ? and (? or kind <> 'API_KEY') and ended_at is null returning id""", row -> row.uuid("id"), personId, but, keysToo);
    }

    /** Ends a person's API keys that are narrowed to an org; returns their names by id. */
    public Map<UUID, String> endKeys(long personId, long orgId) {
        // a key that is being made waits for this, and is refused then
        sql.query("select id from person where id = ? for no key update", row -> null, personId);
        record Ended(UUID id, String name) {}
        return sql.query("""
                        update person_session set ended_at = now()
                        where person_id = ? and only_org = ? and ended_at is null returning id, name""", row -> new Ended(row.uuid("id"), row.text("name")), personId, orgId).stream()
                .collect(Collectors.toMap(Ended::id, Ended::name));
    }

    /** The open API keys of a person, used last first. */
    public List<ApiKeyView> keys(long personId) {
        return ListQuery.all(part -> keys(personId, part));
    }

    public Page<ApiKeyView> keys(long personId, ListQuery query) {
        return KEYS.page(sql, query, personId, browserIdle.toString(), tokenIdle.toString());
    }

    /** Returns when it was made. */
    public Instant insertKey(New session, String name, Long onlyOrg, Role most) {
        return sql.one(
                        """
                insert into person_session (id, person_id, kind, token_hash, address, user_agent, expires_at, name, only_org,
                                            most_role)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning created_at""",
                        row -> row.time("created_at"),
                        session.id(),
                        session.personId(),
                        session.kind(),
                        session.hash(),
                        session.address(),
                        session.userAgent(),
                        session.expiresAt(),
                        name,
                        onlyOrg,
                        most)
                .orElseThrow();
    }
}
