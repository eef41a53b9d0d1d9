package dev.muster.identity.control;

import dev.muster.identity.entity.NewMember;
import dev.muster.identity.entity.UserView;
import dev.muster.platform.Caller;
import dev.muster.platform.ListQuery;
import dev.muster.platform.Listing;
import dev.muster.platform.Page;
import dev.muster.platform.Refusal;
import dev.muster.platform.Role;
import dev.muster.platform.Row;
import dev.muster.platform.Sql;
import dev.muster.protocol.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The tables of persons, memberships and fleet members, in the caller's org. */
@ApplicationScoped
public class MemberRows {

    private static final String SELECT = """
            select p.public_id, p.email, p.name, p.disabled, p.last_seen, m.role, m.accepted_at, m.version, m.created_at, m.updated_at,
                   (select coalesce(jsonb_agg(jsonb_build_object(
                               'fleet', f.public_id, 'slug', f.slug, 'role', fm.role) order by f.slug), '[]'::jsonb)
                    from fleet_member fm join fleet f on f.id = fm.fleet
                    where fm.person_id = p.id and fm.org_id = m.org_id) as fleets
            from org_people(%s) p join membership m on m.person_id = p.id where m.org_id = ?""";

    private static final Listing<UserView> LISTING = new Listing<>(
            SELECT.formatted("null"),
            MemberRows::view,
            "email",
            Map.ofEntries(
                    Map.entry("email", "email"),
                    Map.entry("name", "lower(name)"),
                    Map.entry("role", "role"),
                    Map.entry("lastSeen", "last_seen"),
                    Map.entry("createdAt", "created_at"),
                    Map.entry("updatedAt", "updated_at")),
            List.of("email", "name"));

    @Inject
    private Sql sql;

    public Page<UserView> list(Caller caller, ListQuery query) {
        return LISTING.page(sql, query, caller.orgId());
    }

    public Optional<UserView> find(Caller caller, UUID id) {
        return sql.one(SELECT.formatted("?::uuid"), MemberRows::view, id, caller.orgId());
    }

    /** Internal key of a member. */
    public long key(Caller caller, UUID id) {
        return sql.one("select id from org_people(?::uuid)", row -> row.number("id"), id)
                .orElseThrow(() -> Refusal.notFound("user"));
    }

    /** What the org knows them by: until they accept, an id that tells nothing of an account elsewhere. */
    public UUID publicId(long person) {
        return sql.one("select public_id from org_people(null) where id = ?", row -> row.uuid("public_id"), person)
                .orElseThrow();
    }

    /**
     * Whoever has that e-mail address; made, without a password, where nobody has.
     *
     * @param id of somebody who is made
     */
    public long person(String email, String name, UUID id) {
        return sql.one("select invited_person(?, ?, ?) as id", row -> row.number("id"), email, name, id)
                .orElseThrow();
    }

    /** What an org calls somebody until they accept. */
    public void name(Caller caller, long person, String name) {
        sql.update(
                "update membership set invited_name = ? where org_id = ? and person_id = ?",
                name,
                caller.orgId(),
                person);
    }

    /** What a person is called, everywhere. */
    public void rename(long person, String name) {
        sql.update("update person set name = ?, updated_at = now(), version = version + 1 where id = ?", name, person);
    }

    /** What is known of somebody and must not be their password: address, name, orgs; asked in the scope of that person. */
    public String[] known(long person, String email, String name) {
        var orgs = sql.query(
                "select o.name from membership m join org o on o.id = m.org_id where m.person_id = ?",
                row -> row.text("name"),
                person);
        return Stream.concat(Stream.of(email, name), orgs.stream()).toArray(String[]::new);
    }

    /** Whether they are a member of one org and of the platform's operators not; asked in the scope of that person. */
    public boolean isOfOneOrg(long person) {
        return sql.one("""
                        select not p.platform_operator and (select count(*) from membership m
                            where m.person_id = p.id and m.accepted_at is not null) = 1 as alone
                        from person p where p.id = ?""", row -> row.bool("alone"), person).orElseThrow();
    }

    /** Whether they have accepted. */
    public boolean isMember(Caller caller, long person) {
        return sql.one(
                        "select accepted_at is not null as accepted from membership where org_id = ? and person_id = ?",
                        row -> row.bool("accepted"),
                        caller.orgId(),
                        person)
                .orElse(false);
    }

    /**
     * Whoever changes the members of this org comes after: of two who remove each other one stays, and of two who change
     * the same one the second reads what the first made of it.
     */
    public void hold(Caller caller) {
        sql.query("select id from org where id = ? for no key update", row -> null, caller.orgId());
    }

    public boolean hasAdmin(Caller caller) {
        return sql.one("""
                        select exists (select from membership m join org_people(null) p on p.id = m.person_id
                            where m.org_id = ? and m.role = 'ADMIN' and m.accepted_at is not null
                            and not p.disabled) as found""", row -> row.bool("found"), caller.orgId()).orElseThrow();
    }

    /**
     * What somebody may do; a new membership waits to be accepted.
     *
     * @param id by which the org knows them until then
     * @throws Refusal 422 for a fleet that is not the org's
     */
    public void write(Caller caller, long person, UUID id, Role role, List<NewMember.FleetRole> fleets) {
        sql.update("""
                insert into membership (person_id, org_id, role, accepted_at, invited_by, invited_as)
                values (?, ?, ?, null, ?, ?)
                on conflict (person_id, org_id) do update set role = excluded.role, updated_at = now(),
                    version = membership.version + 1""", person, caller.orgId(), role, caller.personId(), id);
        sql.update("delete from fleet_member where person_id = ? and org_id = ?", person, caller.orgId());
        for (var i = 0; i < fleets.size(); i++) {
            var added = sql.update(
                    """
                    insert into fleet_member (person_id, fleet, org_id, role)
                    select ?, f.id, f.org_id, ? from fleet f where f.org_id = ? and f.public_id = ?""",
                    person,
                    fleets.get(i).role(),
                    caller.orgId(),
                    fleets.get(i).fleet());
            if (added == 0) {
                throw Refusal.invalid("/fleets/" + i + "/fleet", "there is no such fleet");
            }
        }
    }

    private static UserView view(Row row) throws SQLException {
        var fleets = StreamSupport.stream(row.json("fleets").spliterator(), false)
                .map(each -> Json.mapper().convertValue(each, UserView.FleetRole.class))
                .toList();
        return new UserView(
                row.uuid("public_id"),
                row.text("email"),
                row.text("name"),
                row.constant("role", Role.class),
                fleets,
                row.time("accepted_at") == null ? "invited" : row.bool("disabled") ? "disabled" : "active",
                row.time("last_seen"),
                (int) row.number("version"),
                row.time("created_at"),
                row.time("updated_at"));
    }
}
