package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.platform.Caller;
import dev.muster.platform.ListQuery;
import dev.muster.platform.Listing;
import dev.muster.platform.Page;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Role;
import dev.muster.platform.Row;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.registry.control.Members;
import dev.muster.registry.control.NamedRows;
import dev.muster.registry.control.NamedRows.Kind;
import dev.muster.registry.entity.FleetView;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Fleets: which devices belong together. A device may be in many; a fleet member sees the devices of theirs only. */
@Stateless
@Scoped
public class Fleets {

    private static final String SELECT = """
            select f.public_id, f.slug, f.name, f.version, f.created_at, f.updated_at,
                   (select count(*) from fleet_device d where d.fleet = f.id) as devices
            from fleet f where f.org_id = ?""";

    private static final Listing<FleetView> LISTING = new Listing<>(
            SELECT,
            Fleets::view,
            "lower(name), public_id",
            Map.ofEntries(
                    Map.entry("name", "lower(name)"),
                    Map.entry("slug", "slug"),
                    Map.entry("devices", "devices"),
                    Map.entry("createdAt", "created_at"),
                    Map.entry("updatedAt", "updated_at")),
            List.of("name", "slug"));

    @Inject
    private Sql sql;

    @Inject
    private AuditLog audit;

    @Inject
    private NamedRows rows;

    @Inject
    private Members members;

    @Inject
    private MemberAudit deviceAudit;

    /** By name; a fleet member's own only. */
    public List<FleetView> list(Caller caller) {
        return ListQuery.all(part -> list(caller, part));
    }

    public Page<FleetView> list(Caller caller, ListQuery query) {
        caller.require(Permission.VIEW_DEVICES);
        return LISTING.page(sql, query, caller.orgId());
    }

    /** @throws Refusal 404 where there is none that this caller may see */
    public FleetView get(Caller caller, UUID id) {
        caller.require(Permission.VIEW_DEVICES);
        return sql.one(SELECT + " and f.public_id = ?", Fleets::view, caller.orgId(), id)
                .orElseThrow(() -> Refusal.notFound("fleet"));
    }

    /** Devices of that fleet that the caller sees; none of one they do not see, or that is none. */
    public Set<String> deviceIds(Caller caller, String id) {
        caller.require(Permission.VIEW_DEVICES);
        return Set.copyOf(sql.query("""
                select d.device_id from fleet f join fleet_device m on m.fleet = f.id join device d on d.id = m.device
                where f.org_id = ? and d.org_id = f.org_id and f.public_id::text = ?""", row -> row.text("device_id"), caller.orgId(), id));
    }

    /** Whether the caller may do that with the devices of the org, or else with those of one of their fleets at least. */
    public boolean mayAnywhere(Caller caller, Permission permission) {
        caller.require(Permission.VIEW_DEVICES);
        return caller.may(permission)
                || sql
                        .query(
                                "select distinct role from fleet_member where person_id = ? and org_id = ?",
                                row -> row.constant("role", Role.class),
                                caller.personId(),
                                caller.orgId())
                        .stream()
                        .anyMatch(role -> caller.narrowed(role).covers(permission.role()));
    }

    /** @throws Refusal 409 {@code fleet-exists} where the slug is taken */
    public FleetView create(Caller caller, String name, String slug) {
        caller.require(Permission.MANAGE_FLEETS);
        var made = get(caller, rows.create(caller, Kind.FLEET, name, slug));
        record(caller, made.id(), "created", Map.of("name", made.name(), "slug", made.slug()));
        return made;
    }

    /** Another name; the slug stays. */
    public FleetView rename(Caller caller, UUID id, String name, Integer ifVersion) {
        rows.hold(caller, Kind.FLEET, id);
        var before = mine(caller, id);
        Refusal.unlessVersion("fleet", before.version(), ifVersion);
        rows.rename(caller, Kind.FLEET, id, name);
        var now = get(caller, id);
        record(caller, id, "changed", Map.of("from", before.name(), "to", now.name()));
        return now;
    }

    /** Deletes the fleet, not its devices; whoever saw them only through it sees them no more. */
    public void delete(Caller caller, UUID id) {
        var before = mine(caller, id);
        deviceAudit.left(
                Actor.of(caller), caller.orgId(), Kind.FLEET, id, before.name(), members.clear(caller, Kind.FLEET, id));
        rows.delete(caller, Kind.FLEET, id);
        record(caller, id, "deleted", Map.of("name", before.name(), "devices", before.devices()));
    }

    /** @throws Refusal 404 for all of them where the caller does not see one */
    public FleetView add(Caller caller, UUID id, Collection<String> deviceIds) {
        var fleet = mine(caller, id);
        var change = members.add(caller, Kind.FLEET, id, deviceIds);
        record(caller, id, "devices-added", Map.of("devices", change.named()));
        deviceAudit.joined(Actor.of(caller), caller.orgId(), Kind.FLEET, id, fleet.name(), change.changed());
        return get(caller, id);
    }

    /** @throws Refusal 404 for all of them where the caller does not see one */
    public FleetView remove(Caller caller, UUID id, Collection<String> deviceIds) {
        var fleet = mine(caller, id);
        var change = members.remove(caller, Kind.FLEET, id, deviceIds);
        record(caller, id, "devices-removed", Map.of("devices", change.named()));
        deviceAudit.left(Actor.of(caller), caller.orgId(), Kind.FLEET, id, fleet.name(), change.changed());
        return get(caller, id);
    }

    /** One that the caller may change. */
    private FleetView mine(Caller caller, UUID id) {
        var fleet = get(caller, id);
        caller.require(Permission.MANAGE_FLEETS);
        return fleet;
    }

    private void record(Caller caller, UUID id, String action, Map<String, ?> detail) {
        audit.record(Actor.of(caller), caller.orgId(), "fleet." + action, "fleet", id.toString(), detail);
    }

    private static FleetView view(Row row) throws SQLException {
        return new FleetView(
                row.uuid("public_id"),
                row.text("slug"),
                row.text("name"),
                row.number("devices"),
                (int) row.number("version"),
                row.time("created_at"),
                row.time("updated_at"));
    }
}
