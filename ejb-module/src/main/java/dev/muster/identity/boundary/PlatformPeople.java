package dev.muster.identity.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.identity.control.LinkRows;
import dev.muster.identity.control.SessionRows;
import dev.muster.identity.entity.PersonView;
import dev.muster.identity.entity.SessionEnded;
import dev.muster.platform.Caller;
import dev.muster.platform.ListQuery;
import dev.muster.platform.Listing;
import dev.muster.platform.Page;
import dev.muster.platform.Refusal;
import dev.muster.platform.Row;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** All people, whatever their orgs, for the platform operator: who is let in at all, and who runs the installation. */
@Stateless
@Scoped
public class PlatformPeople {

    private static final String SELECT = """
            select p.id, p.public_id, p.email, p.name, p.platform_operator, p.disabled_at is not null as disabled,
                   person_orgs(p.id) as orgs,
                   (select max(s.last_used_at) from person_session s where s.person_id = p.id) as last_seen,
                   p.version, p.created_at, p.updated_at
            from person p""";

    private static final Listing<PersonView> LISTING = new Listing<>(
            SELECT,
            PlatformPeople::view,
            "id desc",
            Map.ofEntries(
                    Map.entry("email", "email"),
                    Map.entry("name", "lower(name)"),
                    Map.entry("lastSeen", "last_seen"),
                    Map.entry("createdAt", "created_at"),
                    Map.entry("updatedAt", "updated_at")),
            List.of("email", "name"));

    @Inject
    private Sql sql;

    @Inject
    private SessionRows sessions;

    @Inject
    private LinkRows links;

    @Inject
    private AuditLog audit;

    @Inject
    private PersonAudit personAudit;

    @Inject
    private TransactionScope transaction;

    @Inject
    private Event<SessionEnded> ended;

    private record Found(long key, PersonView person) {
        static Found of(Row row) throws SQLException {
            return new Found(row.number("id"), view(row));
        }
    }

    /** Newest first; words are looked for in e-mail and name. */
    public Page<PersonView> list(Caller caller, ListQuery query) {
        caller.requirePlatform();
        return LISTING.page(sql, query);
    }

    /** @throws Refusal 404 where nobody is it */
    public PersonView get(Caller caller, UUID id) {
        caller.requirePlatform();
        return find(id).person();
    }

    /**
     * Lets somebody in no more, or again; makes them a platform operator, or an ordinary person. Who is disabled is out at
     * once, with all sessions, open sockets and API keys; memberships stay.
     *
     * @param disabled null: as it is
     * @param operator null: as it is
     * @throws Refusal 409 {@code oneself}; 409 {@code last-operator}; 409 {@code operator-password} for somebody who signs
     *     in elsewhere, or not at all yet
     */
    public PersonView change(Caller caller, UUID id, Boolean disabled, Boolean operator, Integer ifVersion) {
        caller.requirePlatform();
        caller.requireSignedIn();
        if (caller.id().equals(id)) {
            throw Refusal.conflict("oneself", "another platform operator does this for you, never you yourself");
        }
        // one after the other, so that two operators who end each other leave one
        sql.query("select pg_advisory_xact_lock(hashtextextended('platform operators', 8))", row -> null);
        sql.query("select id from person where public_id = ? for no key update", row -> null, id);
        var found = find(id);
        var before = found.person();
        Refusal.unlessVersion("person", before.version(), ifVersion);
        var off = disabled == null ? before.disabled() : disabled;
        var runs = operator == null ? before.platformOperator() : operator;
        if (off == before.disabled() && runs == before.platformOperator()) {
            return before;
        }
        if (runs && !before.platformOperator()) {
            requirePassword(caller, found.key());
        }
        sql.update("""
                update person set disabled_at = case when ? then coalesce(disabled_at, now()) end, platform_operator = ?,
                    updated_at = now(), version = version + 1 where id = ?""", off, runs, found.key());
        requireAnOperator();
        if (runs != before.platformOperator()) {
            told(caller, found, runs ? "person.operator-made" : "person.operator-ended", Map.of());
        }
        if (off != before.disabled()) {
            told(
                    caller,
                    found,
                    off ? "person.disabled" : "person.enabled",
                    off ? Map.of("sessionsEnded", endAll(found.key())) : Map.of());
        }
        transaction.become(caller);
        return find(id).person();
    }

    /** Their way in must be one that no provider opens, and there must be one. */
    private void requirePassword(Caller caller, long person) {
        transaction.become(Scope.ofPerson(person));
        var password = sql.one(
                "select password_hash is not null as found from person where id = ?", row -> row.bool("found"), person);
        var tied = links.any(person);
        transaction.become(caller);
        if (tied || !password.orElse(false)) {
            throw Refusal.conflict(
                    "operator-password",
                    "a platform operator signs in with a password: this person has none, or is tied to a provider");
        }
    }

    private void requireAnOperator() {
        if (sql.query(
                        "select id from person where platform_operator and disabled_at is null limit 1",
                        row -> row.number("id"))
                .isEmpty()) {
            throw Refusal.conflict("last-operator", "there is one platform operator at least: make another one first");
        }
    }

    private int endAll(long person) {
        var over = sessions.endOthers(person, new UUID(0, 0), true);
        over.forEach(session -> ended.fire(new SessionEnded(session)));
        return over.size();
    }

    /** In the audit of each of their orgs, and in the platform's, whose matter it is. */
    private void told(Caller caller, Found found, String action, Map<String, ?> detail) {
        var actor = Actor.of(caller);
        var target = found.person().id().toString();
        if (!found.person().orgs().isEmpty()) {
            audit.record(actor, null, action, "person", target, detail);
        }
        personAudit.record(actor, found.key(), action, "person", target, detail);
        transaction.become(caller);
    }

    private Found find(UUID id) {
        return sql.one(SELECT + " where p.public_id = ?", Found::of, id).orElseThrow(() -> Refusal.notFound("person"));
    }

    private static PersonView view(Row row) throws SQLException {
        return new PersonView(
                row.uuid("public_id"),
                row.text("email"),
                row.text("name"),
                row.bool("platform_operator"),
                row.bool("disabled"),
                row.texts("orgs"),
                row.time("last_seen"),
                (int) row.number("version"),
                row.time("created_at"),
                row.time("updated_at"));
    }
}
