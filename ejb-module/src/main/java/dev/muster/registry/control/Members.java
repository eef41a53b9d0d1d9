package dev.muster.registry.control;

import dev.muster.platform.Caller;
import dev.muster.platform.Refusal;
import dev.muster.platform.Sql;
import dev.muster.registry.control.NamedRows.Kind;
import dev.muster.registry.entity.DeviceAccess;
import dev.muster.registry.entity.DeviceChanged;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;

/** Which devices are in a fleet or a group. One that the caller does not see refuses the whole request. */
@ApplicationScoped
public class Members {

    /** Devices that one request may name. */
    public static final int MOST_DEVICES = 1_000;

    @Inject
    private Sql sql;

    @Inject
    private DeviceRights rights;

    @Inject
    private Event<DeviceChanged> changed;

    /** Devices that are in it already stay. Returns all that were named. */
    public List<String> add(Caller caller, Kind kind, UUID id, Collection<String> deviceIds) {
        var devices = devices(caller, deviceIds);
        sql.update("""
                insert into %1$s (%2$s, device, org_id)
                select f.id, d, f.org_id from %2$s f, unnest(?::bigint[]) d where f.public_id = ? and f.org_id = ?
                on conflict do nothing""".formatted(table(kind), kind.table()), keys(devices), id, caller.orgId());
        return tell(caller, kind, devices);
    }

    /** Devices that are not in it are no mistake. Returns all that were named. */
    public List<String> remove(Caller caller, Kind kind, UUID id, Collection<String> deviceIds) {
        var devices = devices(caller, deviceIds);
        sql.update("""
                delete from %1$s where device = any(?)
                and %2$s = (select f.id from %2$s f where f.public_id = ? and f.org_id = ?)""".formatted(table(kind), kind.table()), keys(devices), id, caller.orgId());
        return tell(caller, kind, devices);
    }

    private List<DeviceAccess> devices(Caller caller, Collection<String> deviceIds) {
        if (deviceIds == null || deviceIds.isEmpty() || deviceIds.size() > MOST_DEVICES) {
            throw Refusal.invalid("/deviceIds", "name 1 to " + MOST_DEVICES + " devices");
        }
        return rights.all(caller, new LinkedHashSet<>(deviceIds));
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
