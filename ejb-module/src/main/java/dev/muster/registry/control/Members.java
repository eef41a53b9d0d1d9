package dev.muster.registry.control;

import dev.muster.platform.Caller;
import dev.muster.platform.Sql;
import dev.muster.registry.control.NamedRows.Kind;
import dev.muster.registry.entity.DeviceAccess;
import dev.muster.registry.entity.DeviceChanged;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Which devices are in a fleet or a group. One that the caller does not see refuses the whole request. */
@ApplicationScoped
public class Members {

    /** Devices that one request may name. */
    public static final int MOST_DEVICES = 1_000;

    /** Devices that were named, and those of them that came or left by it. */
    public record Change(List<String> named, List<String> changed) {}

    @Inject
    private Sql sql;

    @Inject
    private DeviceRights rights;

    @Inject
    private Event<DeviceChanged> changed;

    /** Devices that are in it already stay. */
    public Change add(Caller caller, Kind kind, UUID id, Collection<String> deviceIds) {
        var devices = devices(caller, deviceIds);
        var came = sql.query(
                """
                insert into %1$s (%2$s, device, org_id)
                select f.id, d, f.org_id from %2$s f, unnest(?::bigint[]) d where f.public_id = ? and f.org_id = ?
                on conflict do nothing returning device""".formatted(table(kind), kind.table()),
                row -> row.number("device"),
                keys(devices),
                id,
                caller.orgId());
        return new Change(tell(caller, kind, devices), named(devices, came));
    }

    /** Devices that are not in it are no mistake. */
    public Change remove(Caller caller, Kind kind, UUID id, Collection<String> deviceIds) {
        var devices = devices(caller, deviceIds);
        var left = sql.query(
                """
                delete from %1$s where device = any(?)
                and %2$s = (select f.id from %2$s f where f.public_id = ? and f.org_id = ?) returning device""".formatted(table(kind), kind.table()),
                row -> row.number("device"),
                keys(devices),
                id,
                caller.orgId());
        return new Change(tell(caller, kind, devices), named(devices, left));
    }

    /** Takes all devices out, because the fleet or group goes or finds its own from now on; returns them. */
    public List<String> clear(Caller caller, Kind kind, UUID id) {
        return sql.query("""
                with gone as (
                    delete from %1$s where %2$s = (select f.id from %2$s f where f.public_id = ? and f.org_id = ?)
                    returning device)
                select d.device_id from gone join device d on d.id = gone.device""".formatted(table(kind), kind.table()), row -> row.text("device_id"), id, caller.orgId());
    }

    private static List<String> named(List<DeviceAccess> devices, List<Long> keys) {
        var known = Set.copyOf(keys);
        return devices.stream()
                .filter(device -> known.contains(device.key()))
                .map(DeviceAccess::deviceId)
                .toList();
    }

    private List<DeviceAccess> devices(Caller caller, Collection<String> deviceIds) {
        return rights.all(caller, DeviceIds.of(deviceIds, MOST_DEVICES));
    }

    private List<String> tell(Caller caller, Kind kind, List<DeviceAccess> devices) {
        var ids = devices.stream().map(DeviceAccess::deviceId).toList();
        ids.forEach(device -> changed.fire(new DeviceChanged(caller.orgId(), device, kind.what() + "s")));
        return ids;
    }

    private static String table(Kind kind) {
        return kind == Kind.FLEET ? "fleet_device" : "device_group_member";
    }

    private static Long[] keys(List<DeviceAccess> devices) {
        return devices.stream().map(DeviceAccess::key).toArray(Long[]::new);
    }
}
