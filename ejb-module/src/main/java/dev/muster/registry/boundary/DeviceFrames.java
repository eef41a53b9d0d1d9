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

/** Whether a device has to frame all it says (section 7 of the wire contract). */
@Stateless
@Scoped
public class DeviceFrames {

    @Inject
    private Sql sql;

    @Inject
    private Devices devices;

    @Inject
    private AuditLog audit;

    /**
     * From the next message on; an open socket that says something plain is closed.
     *
     * @throws Refusal 404; 403
     */
    public void require(Caller caller, String deviceId, boolean required) {
        var device = devices.require(caller, deviceId, Permission.ROTATE_CREDENTIALS);
        var changed = sql.update("""
                update device set frames_required = ?, updated_at = now(), version = version + 1
                where id = ? and frames_required <> ?""", required, device.key(), required);
        if (changed > 0) {
            audit.record(
                    Actor.of(caller),
                    caller.orgId(),
                    required ? "device.frames-required" : "device.frames-optional",
                    "device",
                    deviceId,
                    Map.of());
        }
    }

    /** @throws Refusal 404 where there is none that this caller may see */
    public boolean required(Caller caller, String deviceId) {
        var device = devices.require(caller, deviceId, Permission.VIEW_DEVICES);
        return sql.one(
                        "select frames_required from device where id = ?",
                        row -> row.bool("frames_required"),
                        device.key())
                .orElseThrow(() -> Refusal.notFound("device"));
    }
}
