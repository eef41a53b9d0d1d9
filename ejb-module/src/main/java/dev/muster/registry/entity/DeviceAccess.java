package dev.muster.registry.entity;

import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Role;

/**
 * A device that a caller sees, and the strongest role they have for it: in its org, or in a fleet that it is in. Roles in
 * other fleets count for nothing here.
 *
 * @param key internal key
 */
public record DeviceAccess(long key, String deviceId, DeviceState state, Role role) {

    /** @throws Refusal 403 {@code forbidden} where the role for this device does not cover it */
    public DeviceAccess require(Permission permission) {
        if (!may(permission)) {
            throw Refusal.forbidden(
                    "this needs the role " + permission.role() + " for " + deviceId + "; yours is " + role);
        }
        return this;
    }

    public boolean may(Permission permission) {
        return role.covers(permission.role());
    }
}
