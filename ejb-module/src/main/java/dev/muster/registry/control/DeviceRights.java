package dev.muster.registry.control;

import dev.muster.platform.Caller;
import dev.muster.platform.Refusal;
import dev.muster.platform.Role;
import dev.muster.platform.Sql;
import dev.muster.protocol.Text;
import dev.muster.registry.entity.DeviceAccess;
import dev.muster.registry.entity.DeviceState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A person's role for a device: the strongest of their role in the org and their roles in the fleets this device is in.
 * The row-level security has decided before whether the device is there at all.
 */
@ApplicationScoped
public class DeviceRights {

    @Inject
    private Sql sql;

    /** Empty where there is none that this caller may see. */
    public Optional<DeviceAccess> find(Caller caller, String deviceId) {
        return find(caller, List.of(deviceId)).stream().findFirst();
    }

    /** The key of a device to look at: one the caller sees, and for the platform operator one that belongs to no org. */
    public Optional<Long> visible(Caller caller, String deviceId) {
        return sql.one(
                "select id from device where device_id = ? and (org_id = ? or (org_id is null and ?))",
                row -> row.number("id"),
                deviceId,
                caller.orgId(),
                caller.platformOperator());
    }

    /** Those of the devices that the caller sees, in no order. */
    public List<DeviceAccess> find(Caller caller, Collection<String> deviceIds) {
        return sql.query(
                """
                select d.id, d.device_id, d.state, array(
                    select m.role from fleet_device f join fleet_member m on m.fleet = f.fleet
                    where f.device = d.id and m.person_id = ?) as roles
                from device d where d.org_id = ? and d.device_id = any(?)""",
                row -> new DeviceAccess(
                        row.number("id"),
                        row.text("device_id"),
                        DeviceState.of(row.text("state")).orElseThrow(),
                        caller.narrowed(strongest(caller.role(), row.texts("roles")))),
                caller.personId(),
                caller.orgId(),
                deviceIds.toArray(String[]::new));
    }

    /**
     * All of the devices.
     *
     * @throws Refusal 404 where the caller does not see one of them: not even the others are touched then
     */
    public List<DeviceAccess> all(Caller caller, Set<String> deviceIds) {
        var found = find(caller, deviceIds);
        if (found.size() < deviceIds.size()) {
            var seen = found.stream().map(DeviceAccess::deviceId).collect(Collectors.toSet());
            throw Refusal.notFound("device as "
                    + deviceIds.stream()
                            .filter(id -> !seen.contains(id))
                            .findFirst()
                            .map(id -> Text.clean(id, 64))
                            .orElseThrow());
        }
        return found;
    }

    private static Role strongest(Role inOrg, List<String> inFleets) {
        return Stream.concat(Stream.ofNullable(inOrg), inFleets.stream().map(Role::valueOf))
                .max(Role::compareTo)
                .orElseThrow();
    }
}
