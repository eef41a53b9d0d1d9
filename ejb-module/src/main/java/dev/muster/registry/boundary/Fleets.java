package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.platform.Caller;
import dev.muster.platform.Ids;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Row;
import dev.muster.platform.Scoped;
import dev.muster.platform.Slugs;
import dev.muster.platform.Sql;
import dev.muster.platform.SqlFailure;
import dev.muster.protocol.Text;
import dev.muster.registry.control.DeviceRights;
import dev.muster.registry.entity.DeviceAccess;
import dev.muster.registry.entity.DeviceChanged;
import dev.muster.registry.entity.FleetView;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Fleets: which devices belong together. A device may be in many; a fleet member sees the devices of theirs only. */
@Stateless
@Scoped
public class Fleets {

    /** Devices that one request may add or remove. */
    public static final int MOST_DEVICES = 1_000;

    private static final String SELECT = """
            select f.id as key, f.public_id, f.slug, f.name, f.version, f.created_at, f.updated_at,
                   (select count(*) from fleet_device d where d.fleet = f.id) as devices
            from fleet f where f.org_id = ?""";

    @Inject
    private Sql sql;

    @Inject
    private AuditLog audit;

    @Inject
    private DeviceRights rights;

    @Inject
    private Event<DeviceChanged> changed;

    /** By name; a fleet member's own only. */
    public List<FleetView> list(Caller caller) {
        caller.require(Permission.VIEW_DEVICES);
        return sql.query(SELECT + " order by lower(f.name), f.id", Fleets::view, caller.orgId());
    }

    /** @throws Refusal 404 where there is none that this caller may see */
    public FleetView get(Caller caller, UUID id) {
        caller.require(Permission.VIEW_DEVICES);
        return sql.one(SELECT + " and f.public_id = ?", Fleets::view, caller.orgId(), id)
                .orElseThrow(() -> Refusal.notFound("fleet"));
    }

    /** @throws Refusal 409 {@code fleet-exists} where the slug is taken */
    public FleetView create(Caller caller, String name, String slug) {
        caller.require(Permission.MANAGE_FLEETS);
        var id = Ids.next();
        var clean = name(name);
        var address = Slugs.orFrom(slug, clean);
        try {
            sql.update(
                    "insert into fleet (public_id, org_id, slug, name) values (?, ?, ?, ?)",
                    id,
                    caller.orgId(),
                    address,
                    clean);
        } catch (SqlFailure e) {
            throw e.isDuplicate() ? taken(address) : e;
        }
        record(caller, "fleet.created", id, Map.of("name", clean, "slug", address));
        return get(caller, id);
    }

    /** Another name; the slug stays, because addresses and scripts have it. */
    public FleetView rename(Caller caller, UUID id, String name, Integer ifVersion) {
        var before = get(caller, id);
        caller.require(Permission.MANAGE_FLEETS);
        Refusal.unlessVersion("fleet", before.version(), ifVersion);
        var clean = name(name);
        sql.update(
                "update fleet set name = ?, updated_at = now(), version = version + 1 where public_id = ? and org_id = ?",
                clean,
                id,
                caller.orgId());
        record(caller, "fleet.renamed", id, Map.of("from", before.name(), "to", clean));
        return get(caller, id);
    }

    /** Deletes the fleet, not its devices; whoever saw them only through it sees them no more. */
    public void delete(Caller caller, UUID id) {
        var before = get(caller, id);
        caller.require(Permission.MANAGE_FLEETS);
        sql.update("delete from fleet where public_id = ? and org_id = ?", id, caller.orgId());
        record(caller, "fleet.deleted", id, Map.of("name", before.name(), "devices", before.devices()));
    }

    /**
     * Puts devices into the fleet; those that are there already stay.
     *
     * @throws Refusal 404 for all of them where the caller does not see one
     */
    public FleetView add(Caller caller, UUID id, Collection<String> deviceIds) {
        var devices = devices(caller, id, deviceIds);
        sql.update("""
                insert into fleet_device (fleet, device, org_id)
                select f.id, d, f.org_id from fleet f, unnest(?::bigint[]) d where f.public_id = ? and f.org_id = ?
                on conflict do nothing""", keys(devices), id, caller.orgId());
        return told(caller, "fleet.devices-added", id, devices);
    }

    /** Takes devices out of the fleet; those that are not in it are no mistake. */
    public FleetView remove(Caller caller, UUID id, Collection<String> deviceIds) {
        var devices = devices(caller, id, deviceIds);
        sql.update("""
                delete from fleet_device where device = any(?)
                and fleet = (select f.id from fleet f where f.public_id = ? and f.org_id = ?)""", keys(devices), id, caller.orgId());
        return told(caller, "fleet.devices-removed", id, devices);
    }

    private List<DeviceAccess> devices(Caller caller, UUID id, Collection<String> deviceIds) {
        get(caller, id);
        caller.require(Permission.MANAGE_FLEETS);
        if (deviceIds == null || deviceIds.isEmpty() || deviceIds.size() > MOST_DEVICES) {
            throw Refusal.invalid("/deviceIds", "name 1 to " + MOST_DEVICES + " devices");
        }
        return rights.all(caller, new LinkedHashSet<>(deviceIds));
    }

    private FleetView told(Caller caller, String action, UUID id, List<DeviceAccess> devices) {
        record(
                caller,
                action,
                id,
                Map.of("devices", devices.stream().map(DeviceAccess::deviceId).collect(Collectors.toList())));
        devices.forEach(device -> changed.fire(new DeviceChanged(caller.orgId(), device.deviceId(), "fleets")));
        return get(caller, id);
    }

    private void record(Caller caller, String action, UUID id, Map<String, ?> detail) {
        audit.record(Actor.of(caller), caller.orgId(), action, "fleet", id.toString(), detail);
    }

    private static Long[] keys(List<DeviceAccess> devices) {
        return devices.stream().map(DeviceAccess::key).toArray(Long[]::new);
    }

    private static String name(String name) {
        if (name == null || name.isBlank() || name.length() > 200) {
            throw Refusal.invalid("/name", "a name has 1 to 200 characters");
        }
        return Text.clean(name.strip(), 200);
    }

    private static Refusal taken(String slug) {
        return Refusal.conflict("fleet-exists", "there is a fleet " + slug + " already: choose another slug");
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
