package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.platform.Caller;
import dev.muster.platform.ListQuery;
import dev.muster.platform.Listing;
import dev.muster.platform.Page;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Row;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.registry.control.DeviceList;
import dev.muster.registry.control.DeviceSearch;
import dev.muster.registry.control.DynamicGroups;
import dev.muster.registry.control.Members;
import dev.muster.registry.control.NamedRows;
import dev.muster.registry.control.NamedRows.Kind;
import dev.muster.registry.control.OrgBounds;
import dev.muster.registry.control.Searches;
import dev.muster.registry.control.Where;
import dev.muster.registry.entity.GroupView;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Groups to act on: static ones have the devices they were given, dynamic ones what their query finds. */
@Stateless
@Scoped
public class Groups {

    private static final String SELECT = """
            select g.public_id, g.slug, g.name, g.query, g.version, g.created_at, g.updated_at,
                   (select count(*) from device_group_member m where m.device_group = g.id) as devices
            from device_group g where g.org_id = ?""";

    private static final Listing<GroupView> LISTING = new Listing<>(
            SELECT,
            Groups::view,
            "lower(name), public_id",
            Map.ofEntries(
                    Map.entry("name", "lower(name)"),
                    Map.entry("slug", "slug"),
                    Map.entry("createdAt", "created_at"),
                    Map.entry("updatedAt", "updated_at")),
            List.of("name", "slug", "query"));

    /** So many of a list are told what their queries find: each is a search through the org. */
    private static final int COUNTED = 20;

    @Inject
    private Sql sql;

    @Inject
    private AuditLog audit;

    @Inject
    private NamedRows rows;

    @Inject
    private Members members;

    @Inject
    private OrgBounds bounds;

    @Inject
    private Searches searches;

    @Inject
    private MemberAudit deviceAudit;

    /** By name. */
    public List<GroupView> list(Caller caller) {
        return ListQuery.all(part -> list(caller, part));
    }

    /** The first dynamic groups of the page are counted, of the others {@code devices} is null. */
    public Page<GroupView> list(Caller caller, ListQuery query) {
        caller.require(Permission.VIEW_DEVICES);
        var page = LISTING.page(sql, query, caller.orgId());
        var dynamic = searches.groups(caller);
        var items = new ArrayList<GroupView>();
        var searched = 0;
        for (var group : page.items()) {
            var more = group.query() != null && ++searched > COUNTED;
            items.add(more ? with(group, null) : counted(caller, group, dynamic));
        }
        return new Page<>(items, page.nextCursor(), page.total());
    }

    /** The static ones: a dialog that offers one does not count what the others find. */
    public List<GroupView> given(Caller caller) {
        caller.require(Permission.VIEW_DEVICES);
        return sql.query(SELECT + " and g.query is null order by lower(g.name), g.id", Groups::view, caller.orgId());
    }

    /** @throws Refusal 404 where there is none that this caller may see */
    public GroupView named(Caller caller, String slug) {
        caller.require(Permission.VIEW_DEVICES);
        return sql.one(SELECT + " and g.slug = ?", Groups::view, caller.orgId(), slug)
                .map(group -> counted(caller, group, searches.groups(caller)))
                .orElseThrow(() -> Refusal.notFound("group"));
    }

    /** @throws Refusal 404 where there is none that this caller may see */
    public GroupView get(Caller caller, UUID id) {
        return counted(caller, seen(caller, id), searches.groups(caller));
    }

    /**
     * A new group.
     *
     * @param query makes it dynamic; other groups may be named in it, but not in a circle
     * @throws Refusal 409 {@code group-exists}, {@code org-full}; 422 for a query with a mistake, or one that others become useless by
     */
    public GroupView create(Caller caller, String name, String slug, String query) {
        caller.require(Permission.MANAGE_FLEETS);
        var checked = query(query);
        bounds.hold(caller);
        var broken = broken(caller, checked);
        if (checked != null) {
            bounds.requireRoomForDynamicGroup(caller);
        }
        var id = rows.create(caller, Kind.GROUP, name, slug);
        sql.update("update device_group set query = ? where public_id = ?", checked, id);
        requireReadable(caller, seen(caller, id), broken);
        var made = get(caller, id);
        record(caller, id, "created", facts(made));
        return made;
    }

    /**
     * Name and query as they shall be from now on; a dynamic group keeps no members of its own. Two changes of one org
     * come one after the other: each alone might be fine and both together a circle.
     *
     * @throws Refusal as {@link #create}
     */
    public GroupView replace(Caller caller, UUID id, String name, String query, Integer ifVersion) {
        mine(caller, id);
        bounds.hold(caller);
        rows.hold(caller, Kind.GROUP, id);
        var before = mine(caller, id);
        Refusal.unlessVersion("group", before.version(), ifVersion);
        var checked = query(query);
        var broken = broken(caller, checked);
        if (checked != null && before.query() == null) {
            bounds.requireRoomForDynamicGroup(caller);
        }
        rows.rename(caller, Kind.GROUP, id, name);
        sql.update("update device_group set query = ? where public_id = ?", checked, id);
        if (checked != null) {
            deviceAudit.left(
                    Actor.of(caller),
                    caller.orgId(),
                    Kind.GROUP,
                    id,
                    before.name(),
                    members.clear(caller, Kind.GROUP, id));
        }
        requireReadable(caller, seen(caller, id), broken);
        var now = get(caller, id);
        record(caller, id, "changed", Map.of("from", facts(before), "to", facts(now)));
        return now;
    }

    public void delete(Caller caller, UUID id) {
        var before = mine(caller, id);
        deviceAudit.left(
                Actor.of(caller), caller.orgId(), Kind.GROUP, id, before.name(), members.clear(caller, Kind.GROUP, id));
        rows.delete(caller, Kind.GROUP, id);
        record(caller, id, "deleted", facts(before));
    }

    /** @throws Refusal 404 for all of them where the caller does not see one; 409 {@code dynamic-group} */
    public GroupView add(Caller caller, UUID id, Collection<String> deviceIds) {
        var group = fixed(mine(caller, id));
        var change = members.add(caller, Kind.GROUP, id, deviceIds);
        record(caller, id, "devices-added", Map.of("devices", change.named()));
        deviceAudit.joined(Actor.of(caller), caller.orgId(), Kind.GROUP, id, group.name(), change.changed());
        return get(caller, id);
    }

    /** @throws Refusal 404 for all of them where the caller does not see one; 409 {@code dynamic-group} */
    public GroupView remove(Caller caller, UUID id, Collection<String> deviceIds) {
        var group = fixed(mine(caller, id));
        var change = members.remove(caller, Kind.GROUP, id, deviceIds);
        record(caller, id, "devices-removed", Map.of("devices", change.named()));
        deviceAudit.left(Actor.of(caller), caller.orgId(), Kind.GROUP, id, group.name(), change.changed());
        return get(caller, id);
    }

    private GroupView mine(Caller caller, UUID id) {
        var group = seen(caller, id);
        caller.require(Permission.MANAGE_FLEETS);
        return group;
    }

    /** As it stands, not counted: one whose query cannot be used can be repaired and deleted. */
    private GroupView seen(Caller caller, UUID id) {
        caller.require(Permission.VIEW_DEVICES);
        return sql.one(SELECT + " and g.public_id = ?", Groups::view, caller.orgId(), id)
                .orElseThrow(() -> Refusal.notFound("group"));
    }

    private static Map<String, String> facts(GroupView group) {
        return group.query() == null
                ? Map.of("name", group.name())
                : Map.of("name", group.name(), "query", group.query());
    }

    /** @throws Refusal 409 for a dynamic one */
    private static GroupView fixed(GroupView group) {
        if (group.query() != null) {
            throw Refusal.conflict("dynamic-group", "the members of this group are what its query finds: change that");
        }
        return group;
    }

    private static String query(String query) {
        if (query == null || query.isBlank()) {
            return null;
        }
        DeviceSearch.parse(query);
        return query.strip();
    }

    private Set<String> broken(Caller caller, String checked) {
        return checked == null ? Set.of() : searches.groups(caller).broken().keySet();
    }

    /**
     * A group with a query, and every other that could be used before, must be one that can: none leads back to itself.
     *
     * @param broken the groups that could not be used before: they do not keep anybody from changing others
     */
    private void requireReadable(Caller caller, GroupView changed, Set<String> broken) {
        if (changed.query() == null) {
            return;
        }
        var groups = searches.groups(caller);
        groups.of(changed.slug());
        groups.broken().forEach((slug, why) -> {
            if (!broken.contains(slug)) {
                throw why;
            }
        });
    }

    private GroupView counted(Caller caller, GroupView group, DynamicGroups dynamic) {
        if (group.query() == null) {
            return group;
        }
        Where search;
        try {
            search = dynamic.of(group.slug());
        } catch (Refusal unusable) {
            return with(group, null);
        }
        var devices = sql.one(
                        "select count(*) as n" + DeviceList.found(search.sql(), ""),
                        row -> row.number("n"),
                        search.between(List.of(caller.orgId())))
                .orElseThrow();
        return with(group, devices);
    }

    private static GroupView with(GroupView group, Long devices) {
        return new GroupView(
                group.id(),
                group.slug(),
                group.name(),
                group.query(),
                devices,
                group.version(),
                group.createdAt(),
                group.updatedAt());
    }

    private void record(Caller caller, UUID id, String action, Map<String, ?> detail) {
        audit.record(Actor.of(caller), caller.orgId(), "group." + action, "group", id.toString(), detail);
    }

    private static GroupView view(Row row) throws SQLException {
        return new GroupView(
                row.uuid("public_id"),
                row.text("slug"),
                row.text("name"),
                row.text("query"),
                row.number("devices"),
                (int) row.number("version"),
                row.time("created_at"),
                row.time("updated_at"));
    }
}
