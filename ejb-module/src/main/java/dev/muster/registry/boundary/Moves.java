package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.platform.Caller;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import dev.muster.registry.control.DeviceIds;
import dev.muster.registry.control.DeviceRights;
import dev.muster.registry.control.PoolShare;
import dev.muster.registry.entity.DeviceChanged;
import dev.muster.registry.entity.DeviceLeft;
import dev.muster.registry.entity.DeviceOutOfService;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.Move;
import dev.muster.registry.entity.MovedDevice;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The one verb of a device's life. Within its org a manager of the device moves it; what the org has no device after, back
 * into the pool or retired, is for a manager of the org. Out of the pool and from org to org only the platform operator moves
 * it, who acts in the org that loses it.
 */
@Stateless
@Scoped
public class Moves {

    /** As many as a page of the list shows at most. */
    private static final int MOST_DEVICES = 500;

    @Inject
    private Sql sql;

    @Inject
    private AuditLog audit;

    @Inject
    private DeviceRights rights;

    @Inject
    private PoolShare share;

    @Inject
    private TransactionScope transaction;

    @Inject
    private Event<DeviceLeft> leaving;

    @Inject
    private Event<DeviceOutOfService> outOfService;

    @Inject
    private Event<DeviceChanged> changed;

    /** Where a device stands; {@code orgId} is null in the pool. */
    private record Place(long device, String deviceId, Long orgId, DeviceState state) {}

    private record Org(Long id, String slug) {}

    /**
     * Moves a device.
     *
     * @throws Refusal 404 for one that this caller does not see; 403; 409 {@code move} where its life does not go that
     *     way, naming where it may go; 409 {@code pool-share} where its org has given back as many as it may; 422 for an
     *     org that is not there
     */
    public MovedDevice move(Caller caller, String deviceId, Move move) {
        return withinShare(caller, move, () -> moveOne(caller, deviceId, move));
    }

    private MovedDevice moveOne(Caller caller, String deviceId, Move move) {
        var device = place(caller, deviceId);
        var here = new Org(device.orgId(), device.orgId() == null ? null : caller.orgSlug());
        var there = target(caller, here, move);
        var elsewhere = there.id() != null && !there.id().equals(here.id());
        var to =
                move.state() != null ? move.state() : elsewhere ? device.state().elsewhere() : device.state();
        device.state().requireMay(to, elsewhere);
        if (here.id() != null && to.endsOwnership()) {
            caller.require(Permission.GIVE_AWAY_DEVICES);
        }
        if (elsewhere || to == DeviceState.UNCLAIMED) {
            transfer(caller, device, here, there, to, move.reason());
        } else {
            sql.update("""
                    update device set state = ?, waiting_since = null, updated_at = now(), version = version + 1
                    where id = ?""", to.word(), device.device());
            record(caller, here.id(), "device.moved", device, to, move.reason(), Map.of());
            if (here.id() != null && !to.takesCommands()) {
                outOfService.fire(new DeviceOutOfService(device.device(), deviceId, caller, to, move.reason()));
            }
            changed.fire(new DeviceChanged(here.id(), deviceId, "moved"));
        }
        return new MovedDevice(deviceId, there.slug(), to.word(), device.state().word());
    }

    /** Moves several, all or none. */
    public List<MovedDevice> moveAll(Caller caller, Collection<String> deviceIds, Move move) {
        var named = DeviceIds.of(deviceIds, MOST_DEVICES);
        return withinShare(
                caller,
                move,
                () -> named.stream()
                        .sorted()
                        .map(deviceId -> {
                            try {
                                return moveOne(caller, deviceId, move);
                            } catch (Refusal refusal) {
                                throw refusal.about(deviceId);
                            }
                        })
                        .toList());
    }

    private <T> T withinShare(Caller caller, Move move, Supplier<T> moving) {
        if (move.state() != DeviceState.UNCLAIMED) {
            return moving.get();
        }
        share.lock(caller);
        var moved = moving.get();
        share.require(caller);
        return moved;
    }

    /** In the caller's org, or in the pool for the operator; its row is locked behind its channel, as at its door. */
    private Place place(Caller caller, String deviceId) {
        return rights.find(caller, deviceId)
                .map(device -> device.require(Permission.MOVE_DEVICES).key())
                .or(() -> inPool(caller, deviceId))
                .flatMap(this::lock)
                .orElseThrow(() -> Refusal.notFound("device"));
    }

    private Optional<Long> inPool(Caller caller, String deviceId) {
        return caller.platformOperator()
                ? sql.one(
                        "select id from device where device_id = ? and org_id is null",
                        row -> row.number("id"),
                        deviceId)
                : Optional.empty();
    }

    private Optional<Place> lock(long device) {
        sql.query("select device from device_channel where device = ? for update", row -> null, device);
        return sql.one(
                "select id, device_id, org_id, state from device where id = ? for update",
                row -> new Place(
                        row.number("id"),
                        row.text("device_id"),
                        row.numberOrNull("org_id"),
                        DeviceState.of(row.text("state")).orElseThrow()),
                device);
    }

    private Org target(Caller caller, Org here, Move move) {
        if (move.org() == null) {
            return move.state() == DeviceState.UNCLAIMED ? new Org(null, null) : here;
        }
        if (move.org().equals(here.slug())) {
            return here;
        }
        if (!caller.platformOperator()) {
            throw Refusal.forbidden("only the platform operator moves a device to another org; you may eject it, or"
                    + " give it back to the pool");
        }
        return sql.one(
                        "select id, slug from org where slug = ?",
                        row -> new Org(row.number("id"), row.text("slug")),
                        move.org())
                .orElseThrow(() -> Refusal.invalid("/org", "there is no such org"));
    }

    private void transfer(Caller caller, Place device, Org here, Org there, DeviceState to, String reason) {
        var places = new LinkedHashMap<String, Object>();
        places.put("fromOrg", here.slug());
        places.put("toOrg", there.slug());
        if (here.id() != null) {
            leaving.fire(new DeviceLeft(device.device(), device.deviceId(), here.id(), reason));
        }
        record(caller, here.id(), "device.left", device, to, reason, places);
        sql.query(
                "select move_device(?, ?::bigint, ?, ?)", row -> null, device.device(), there.id(), to.word(), reason);
        if (there.id() != null) {
            transaction.become(Scope.ofOrg(there.id()));
        }
        record(caller, there.id(), "device.arrived", device, to, reason, places);
        transaction.become(caller);
        changed.fire(new DeviceChanged(here.id(), device.deviceId(), "left"));
        changed.fire(new DeviceChanged(there.id(), device.deviceId(), "arrived"));
    }

    private void record(
            Caller caller,
            Long org,
            String action,
            Place device,
            DeviceState to,
            String reason,
            Map<String, Object> places) {
        var detail = new LinkedHashMap<>(places);
        detail.put("from", device.state().word());
        detail.put("to", to.word());
        detail.put("reason", reason);
        audit.record(Actor.of(caller), org, action, "device", device.deviceId(), detail);
    }
}
