package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.platform.Caller;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.registry.entity.DeviceSwitch;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.Map;

/** Turns a {@link DeviceSwitch} of a device, which holds from its next message on. */
@Stateless
@Scoped
public class DeviceSwitches {

    @Inject
    private Sql sql;

    @Inject
    private Devices devices;

    @Inject
    private AuditLog audit;

    /**
     * What is so already is no change.
     *
     * @throws Refusal 404; 403
     */
    public void set(Caller caller, String deviceId, DeviceSwitch which, boolean on) {
        var device = devices.require(caller, deviceId, Permission.ROTATE_CREDENTIALS);
        var changed = sql.update(
                "update device set %1$s = ?, updated_at = now(), version = version + 1 where id = ? and %1$s <> ?"
                        .formatted(which.column()),
                on,
                device.key(),
                on);
        if (changed > 0) {
            audit.record(Actor.of(caller), caller.orgId(), which.action(on), "device", deviceId, Map.of());
        }
    }

    /** @throws Refusal 404 where there is none that this caller may see */
    public boolean isOn(Caller caller, String deviceId, DeviceSwitch which) {
        var device = devices.require(caller, deviceId, Permission.VIEW_DEVICES);
        return sql.one(
                        "select " + which.column() + " from device where id = ?",
                        row -> row.bool(which.column()),
                        device.key())
                .orElseThrow(() -> Refusal.notFound("device"));
    }
}
