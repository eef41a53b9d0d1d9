package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.identity.entity.MemberRemoved;
import dev.muster.platform.Caller;
import dev.muster.platform.Ids;
import dev.muster.platform.ListQuery;
import dev.muster.platform.Listing;
import dev.muster.platform.Page;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Row;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.SqlFailure;
import dev.muster.platform.TransactionScope;
import dev.muster.protocol.Text;
import dev.muster.registry.control.DeviceSearch;
import dev.muster.registry.entity.DeviceQuery;
import dev.muster.registry.entity.SavedView;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Lists that people keep for themselves, or share in their org. */
@Stateless
@Scoped
public class SavedViews {

    /** Views one person may keep in an org. */
    public static final int MOST = 100;

    private static final String SELECT = """
            select v.*, v.person_id = ? as own, not exists (select from membership m
                where m.org_id = v.org_id and m.person_id = v.person_id and m.accepted_at is not null) as owner_left
            from saved_view v where v.org_id = ?""";

    private static final Listing<SavedView> LISTING = new Listing<>(
            SELECT,
            SavedViews::view,
            "lower(name), id",
            Map.ofEntries(
                    Map.entry("name", "lower(name)"),
                    Map.entry("createdAt", "created_at"),
                    Map.entry("updatedAt", "updated_at")),
            List.of("name", "query"));

    @Inject
    private Sql sql;

    @Inject
    private AuditLog audit;

    @Inject
    private TransactionScope transaction;

    /** One's own and those shared in the org, by name. */
    public List<SavedView> list(Caller caller) {
        return ListQuery.all(part -> list(caller, part));
    }

    public Page<SavedView> list(Caller caller, ListQuery query) {
        caller.require(Permission.VIEW_DEVICES);
        return LISTING.page(sql, query, caller.personId(), caller.orgId());
    }

    /** @throws Refusal 404 for one that is neither the caller's nor shared in the org */
    public SavedView get(Caller caller, UUID id) {
        caller.require(Permission.VIEW_DEVICES);
        return find(caller, id);
    }

    /**
     * Keeps a list under a name; one's own of that name is replaced, and has its next version.
     *
     * @throws Refusal 422 for a search or an order with a mistake; 409 {@code views-full}
     */
    public SavedView save(Caller caller, String name, String query, String sort, boolean shared) {
        caller.require(Permission.VIEW_DEVICES);
        var clean = name(name);
        DeviceSearch.parse(query);
        DeviceQuery.sorts(sort);
        var kept = list(caller).stream().filter(SavedView::own).toList();
        if (kept.size() >= MOST && kept.stream().noneMatch(view -> view.name().equals(clean))) {
            throw Refusal.conflict("views-full", "you keep " + MOST + " views, the most there may be: delete one");
        }
        var id = sql.query(
                        """
                        insert into saved_view (id, org_id, person_id, name, query, sort, shared)
                        values (?, ?, ?, ?, ?, ?, ?)
                        on conflict (org_id, person_id, name) do update set query = excluded.query,
                            sort = excluded.sort, shared = excluded.shared, updated_at = now(),
                            version = saved_view.version + 1
                        returning id""",
                        row -> row.uuid("id"),
                        Ids.next(),
                        caller.orgId(),
                        caller.personId(),
                        clean,
                        query == null ? "" : query.strip(),
                        sort,
                        shared)
                .get(0);
        return told(caller, "saved", find(caller, id));
    }

    /**
     * Another name for one of the caller's own, and whether the org sees it.
     *
     * @throws Refusal 404 for one that is not the caller's; 409 {@code view-exists} where they keep another of that name
     */
    public SavedView rename(Caller caller, UUID id, String name, boolean shared, Integer ifVersion) {
        caller.require(Permission.VIEW_DEVICES);
        sql.query("select id from saved_view where id = ? for no key update", row -> null, id);
        var before = own(caller, id);
        Refusal.unlessVersion("view", before.version(), ifVersion);
        try {
            sql.update(
                    "update saved_view set name = ?, shared = ?, updated_at = now(), version = version + 1 where id = ?",
                    name(name),
                    shared,
                    id);
        } catch (SqlFailure e) {
            throw e.isDuplicate()
                    ? Refusal.conflict("view-exists", "you keep a view of that name already: choose another name")
                    : e;
        }
        return told(caller, "changed", find(caller, id));
    }

    /**
     * Deletes one of the caller's own; an administrator also one that somebody shared who is no member any more.
     *
     * @throws Refusal 404 for any other
     */
    public void delete(Caller caller, UUID id) {
        caller.require(Permission.VIEW_DEVICES);
        var view = get(caller, id);
        if (!view.own() && !(view.ownerLeft() && caller.may(Permission.MANAGE_PEOPLE))) {
            throw Refusal.notFound("view");
        }
        sql.update("delete from saved_view where id = ? and org_id = ?", id, caller.orgId());
        told(caller, "deleted", view);
    }

    /** What somebody kept for themselves goes with them; what they shared stays with the org. */
    public void forget(@Observes MemberRemoved member) {
        var org = member.by().orgId();
        var details = new LinkedHashMap<String, Map<String, ?>>();
        var before = transaction.become(Scope.ofMember(org, member.personId()));
        sql.query(
                "delete from saved_view where org_id = ? and person_id = ? and not shared returning id, name",
                row -> details.put(row.uuid("id").toString(), Map.of("name", row.text("name"))),
                org,
                member.personId());
        transaction.become(before);
        audit.recordAll(Actor.of(member.by()), org, "view.deleted", "view", details);
    }

    private SavedView told(Caller caller, String done, SavedView view) {
        audit.record(
                Actor.of(caller),
                caller.orgId(),
                "view." + done,
                "view",
                view.id().toString(),
                Map.of("name", view.name(), "query", view.query(), "shared", view.shared()));
        return view;
    }

    private static String name(String name) {
        if (name == null || name.isBlank() || name.strip().length() > 100) {
            throw Refusal.invalid("/name", "a name has 1 to 100 characters");
        }
        return Text.clean(name.strip(), 100);
    }

    private SavedView own(Caller caller, UUID id) {
        var view = find(caller, id);
        if (!view.own()) {
            throw Refusal.notFound("view");
        }
        return view;
    }

    private SavedView find(Caller caller, UUID id) {
        return sql.one(SELECT + " and v.id = ?", SavedViews::view, caller.personId(), caller.orgId(), id)
                .orElseThrow(() -> Refusal.notFound("view"));
    }

    private static SavedView view(Row row) throws SQLException {
        return new SavedView(
                row.uuid("id"),
                row.text("name"),
                row.text("query"),
                row.text("sort"),
                row.bool("shared"),
                row.bool("own"),
                row.bool("owner_left"),
                (int) row.number("version"),
                row.time("created_at"),
                row.time("updated_at"));
    }
}
