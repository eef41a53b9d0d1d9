package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.platform.Caller;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.Map;

/** Whether a broker may speak for a device (section 10 of the wire contract). */
@Stateless
@Scoped
public class DeviceMqtt {

    @Inject
    private Sql sql;

    @Inject
    private Devices devices;

    @Inject
    private AuditLog audit;

    /**
     * From the next message on.
     *
     * @throws Refusal 404; 403
     */
    public void allow(Caller caller, String deviceId, boolean allowed) {
        var device = devices.require(caller, deviceId, Permission.ROTATE_CREDENTIALS);
        var changed = sql.update("""
                update device set mqtt = ?, updated_at = now(), version = version + 1
                where id = ? and mqtt <> ?""", allowed, device.key(), allowed);
        if (changed > 0) {
            audit.record(
                    Actor.of(caller),
                    caller.orgId(),
                    allowed ? "device.mqtt-allowed" : "device.mqtt-forbidden",
                    "device",
                    deviceId,
                    Map.of());
        }
    }

    /** @throws Refusal 404 where there is none that this caller may see */
    public boolean allowed(Caller caller, String deviceId) {
        var device = devices.require(caller, deviceId, Permission.VIEW_DEVICES);
        return sql.one("select mqtt from device where id = ?", row -> row.bool("mqtt"), device.key())
                .orElseThrow(() -> Refusal.notFound("device"));
    }
}
