package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.platform.Caller;
import dev.muster.platform.Permission;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.registry.entity.DeviceChanged;
import dev.muster.registry.entity.DeviceDetail;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.Map;

/** How far people have read a device's error log: one mark a device, for all who look after it. */
@Stateless
@Scoped
public class ErrorsRead {

    @Inject
    private Sql sql;

    @Inject
    private Devices devices;

    @Inject
    private AuditLog audit;

    @Inject
    private Event<DeviceChanged> changed;

    /**
     * From now on entries up to this one count as read; the mark never goes back.
     *
     * @param entry the number of an entry; beyond the newest that the device told of it means that one
     */
    public DeviceDetail upTo(Caller caller, String deviceId, long entry) {
        var device = devices.require(caller, deviceId, Permission.COMMAND_SAFE);
        var marked = sql.update("""
                update device_channel set errlog_read = least(?, (errlog ->> 'seq')::bigint)
                where device = ? and errlog_read < least(?, (errlog ->> 'seq')::bigint)""", entry, device.key(), entry);
        if (marked > 0) {
            audit.record(
                    Actor.of(caller), caller.orgId(), "device.errors.read", "device", deviceId, Map.of("entry", entry));
            changed.fire(new DeviceChanged(caller.orgId(), deviceId, "errors-read"));
        }
        return devices.detail(caller, deviceId);
    }
}
