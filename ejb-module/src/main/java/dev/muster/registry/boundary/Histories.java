package dev.muster.registry.boundary;

import dev.muster.platform.Caller;
import dev.muster.platform.Page;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.registry.entity.DeviceEpoch;
import dev.muster.registry.entity.DeviceQuery;
import dev.muster.registry.entity.FormerDevice;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.List;

/** Whose devices were, and when. Of each an org is told of the times in which it was its own, and of no other. */
@Stateless
@Scoped
public class Histories {

    @Inject
    private Sql sql;

    @Inject
    private Devices devices;

    /**
     * Devices that were the caller's org's once and are not now, latest first, each once; a fleet member has none. {@code
     * nextCursor} is the next offset.
     */
    public Page<FormerDevice> former(Caller caller, int limit, int offset) {
        caller.require(Permission.VIEW_DEVICES);
        if (limit < 1 || limit > DeviceQuery.MAX_LIMIT || offset < 0) {
            throw Refusal.invalid("?limit", "limit is 1 to " + DeviceQuery.MAX_LIMIT);
        }
        if (!caller.wide()) {
            return new Page<>(List.of(), null, 0L);
        }
        var found = sql.query(
                """
                select device_id, label, since, until, count(*) over () as n from (
                    select distinct on (device) device_id, label, since, until from device_ownership
                    where org_id = ? order by device, since desc, id desc) latest
                where until is not null order by until desc, device_id limit ? offset ?""",
                row -> new Found(
                        new FormerDevice(
                                row.text("device_id"), row.text("label"), row.time("since"), row.time("until")),
                        row.number("n")),
                caller.orgId(),
                limit + 1,
                offset);
        var more = found.size() > limit;
        return new Page<>(
                found.stream().limit(limit).map(Found::device).toList(),
                more ? String.valueOf(offset + limit) : null,
                found.isEmpty() ? 0L : found.get(0).all());
    }

    private record Found(FormerDevice device, long all) {}

    /**
     * The times in which a device was the caller's org's, and for the platform operator those in the pool; latest first.
     *
     * @throws Refusal 404 for one that this caller does not see and whose owner they never were
     */
    public List<DeviceEpoch> epochs(Caller caller, String deviceId) {
        return sql.query(
                """
                select label, since, until, came_from, reason from device_ownership
                where device = ? and (org_id = ? or (org_id is null and ?)) order by since desc, id desc limit 500""",
                row -> new DeviceEpoch(
                        row.text("label"),
                        row.time("since"),
                        row.time("until"),
                        row.text("came_from"),
                        row.text("reason")),
                devices.history(caller, deviceId),
                caller.orgId(),
                caller.platformOperator());
    }
}
