package dev.muster.command.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.command.control.CommandRows;
import dev.muster.command.entity.CommandChanged;
import dev.muster.command.entity.CommandPoked;
import dev.muster.command.entity.CommandState;
import dev.muster.command.entity.CommandView;
import dev.muster.command.entity.NewCommand;
import dev.muster.platform.Caller;
import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.SqlFailure;
import dev.muster.protocol.Json;
import dev.muster.protocol.command.CommandTypes;
import dev.muster.registry.boundary.Devices;
import dev.muster.registry.entity.DeviceLeft;
import dev.muster.registry.entity.DeviceOutOfService;
import dev.muster.registry.entity.DeviceState;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The queue as people use it. */
@Stateless
@Scoped
public class CommandQueue {

    @Inject
    private Sql sql;

    @Inject
    private AuditLog audit;

    @Inject
    private Meters meters;

    @Inject
    private Devices devices;

    @Inject
    private SenderProof proof;

    @Inject
    private Event<CommandChanged> changed;

    @Inject
    private Event<CommandPoked> poked;

    @Inject
    @ConfigProperty(name = "muster.command.expiry")
    private Duration expiry;

    @Inject
    @ConfigProperty(name = "muster.command.open.per.device")
    private int openPerDevice;

    /**
     * Queues a command for one device.
     *
     * @return how it stands: QUEUED, or FAILED for a live one whose device has no open socket
     * @throws Refusal 404 for a device the caller may not see, 403 for a command their role does not cover, 409 {@code
     *     duplicate-command} for a reused id, 409 {@code device-ejected} and {@code device-retired}, 429 {@code
     *     queue-full}; and what {@link SenderProof#key} refuses
     */
    public CommandView queue(Caller caller, String deviceId, NewCommand command) {
        var device = devices.detail(caller, deviceId);
        var type = command.command().type();
        devices.require(caller, deviceId, Permission.toSend(type));
        requireInService(caller, deviceId);
        var expiresAt = expiry(command);
        var key = proof.key(caller, deviceId, command);
        requireRoom(caller, deviceId);
        audit.record(Actor.of(caller), caller.orgId(), "command.queued", "device", deviceId, detail(command, key));
        insert(caller, deviceId, command, expiresAt, key);
        if (command.live() && !device.liveness().socketOpen()) {
            fail(caller, command.id(), "the device is not connected");
        }
        var queued = get(caller, deviceId, command.id());
        changed.fire(new CommandChanged(caller.orgId(), deviceId, queued));
        if (queued.state() == CommandState.QUEUED) {
            poked.fire(new CommandPoked(caller.orgId(), deviceId));
        }
        return queued;
    }

    private static Map<String, Object> detail(NewCommand command, UUID key) {
        var detail = new LinkedHashMap<String, Object>();
        detail.put("command", command.id().toString());
        detail.put("type", command.command().type().name());
        detail.put("args", command.command().args());
        detail.put("mode", command.live() ? "live" : "queue");
        detail.put("signed", key != null);
        if (key != null) {
            detail.put("key", key.toString());
            detail.put("signature", command.signed().signature());
            detail.put("issuedAt", Json.time(command.signed().issuedAt()));
            detail.put("expiresAt", Json.time(command.expiresAt()));
        }
        return detail;
    }

    public CommandView get(Caller caller, String deviceId, UUID id) {
        return sql.one(
                        CommandRows.SELECT + "where k.org_id = ? and k.device = ? and k.id = ?",
                        CommandRows::view,
                        caller.orgId(),
                        devices.history(caller, deviceId),
                        id)
                .orElseThrow(() -> Refusal.notFound("command"));
    }

    /** Newest first. */
    public List<CommandView> list(Caller caller, String deviceId, int limit, int offset) {
        if (limit < 1 || limit > 500 || offset < 0) {
            throw Refusal.invalid("?limit", "limit is 1 to 500, offset at least 0");
        }
        return sql.query(
                CommandRows.SELECT + "where k.org_id = ? and k.device = ? order by k.queued_at desc limit ? offset ?",
                CommandRows::view,
                caller.orgId(),
                devices.history(caller, deviceId),
                limit,
                offset);
    }

    /**
     * Takes a command back while no device has it.
     *
     * @throws Refusal 409 {@code command-state} where it was handed out already
     */
    public CommandView cancel(Caller caller, String deviceId, UUID id) {
        var command = get(caller, deviceId, id);
        devices.require(
                caller,
                deviceId,
                CommandTypes.named(command.type()).map(Permission::toSend).orElse(Permission.COMMAND_ALL));
        var cancelled = sql.update("""
                update command set state = 'CANCELLED', finished_at = now(), version = version + 1
                where id = ? and org_id = ? and state = 'QUEUED'""", id, caller.orgId());
        if (cancelled == 0) {
            throw Refusal.conflict(
                    "command-state", "only a QUEUED command can be cancelled; this one is " + command.state());
        }
        audit.record(
                Actor.of(caller),
                caller.orgId(),
                "command.cancelled",
                "device",
                deviceId,
                Map.of("command", id.toString(), "type", command.type()));
        var now = get(caller, deviceId, id);
        changed.fire(new CommandChanged(caller.orgId(), deviceId, now));
        return now;
    }

    /** A device that leaves its org takes no order of it along: what is open is cancelled, and says why. */
    public void leaves(@Observes DeviceLeft left) {
        cancelAll(
                left.device(),
                left.deviceId(),
                left.orgId(),
                CommandState.OPEN,
                "the device left the org: " + left.reason());
    }

    /**
     * A device out of service is handed nothing any more: what it has not been handed is cancelled, and says why. What it
     * has may still come back with its result, should it be restored.
     */
    public void outOfService(@Observes DeviceOutOfService device) {
        var why = "the device was " + device.state().word() + ": " + device.reason();
        cancelAll(device.device(), device.deviceId(), device.by().orgId(), EnumSet.of(CommandState.QUEUED), why)
                .forEach(id -> audit.record(
                        Actor.of(device.by()),
                        device.by().orgId(),
                        "command.cancelled",
                        "device",
                        device.deviceId(),
                        Map.of("command", id.toString(), "why", why)));
    }

    private List<UUID> cancelAll(long device, String deviceId, Long org, Set<CommandState> which, String why) {
        var cancelled = sql.query(
                """
                update command set state = 'CANCELLED', output = ?, finished_at = now(), version = version + 1
                where device = ? and org_id = ? and state = any(?) returning id""",
                row -> row.uuid("id"),
                why,
                device,
                org,
                which.stream().map(CommandState::name).toArray(String[]::new));
        cancelled.forEach(id -> sql.one(CommandRows.SELECT + "where k.id = ?", CommandRows::view, id)
                .ifPresent(view -> changed.fire(new CommandChanged(org, deviceId, view))));
        return cancelled;
    }

    /** Held to the end of the transaction, so that a move at the same time comes before or after all of this. */
    private void requireInService(Caller caller, String deviceId) {
        var state = sql.one(
                        "select state from device where device_id = ? and org_id = ? for share",
                        row -> DeviceState.of(row.text("state")).orElseThrow(),
                        deviceId,
                        caller.orgId())
                .orElseThrow(() -> Refusal.notFound("device"));
        if (!state.takesCommands()) {
            throw Refusal.conflict(
                    "device-" + state.word(), "this device is " + state.word() + ": it takes no commands");
        }
    }

    private Instant expiry(NewCommand command) {
        var now = Instant.now();
        if (command.expiresAt() == null) {
            return now.plus(expiry);
        }
        if (!command.expiresAt().isAfter(now)) {
            throw Refusal.invalid("/expiresAt", "that is in the past");
        }
        return command.expiresAt();
    }

    private void requireRoom(Caller caller, String deviceId) {
        var open =
                sql.one("""
                        select count(*) as n from command k join device d on d.id = k.device
                        where k.org_id = ? and d.device_id = ?
                          and k.state in ('QUEUED', 'SENT', 'RECEIVED', 'RUNNING')""", row -> row.number("n"), caller.orgId(), deviceId).orElse(0L);
        if (open >= openPerDevice) {
            meters.refused(Limit.COMMANDS_OPEN);
            throw Refusal.tooMany(
                    "queue-full",
                    "the device has " + open + " open commands, the most it may have (muster.command.open.per.device);"
                            + " cancel some or wait",
                    30);
        }
    }

    private void insert(Caller caller, String deviceId, NewCommand command, Instant expiresAt, UUID key) {
        try {
            sql.update(
                    """
                    insert into command (id, org_id, device, type, args, console, state, issued_by, expires_at,
                                         issued_at, operator_key, operator_signature)
                    select ?, ?, id, ?, ?::jsonb, ?, 'QUEUED', ?, ?, ?, ?, ? from device where device_id = ? and org_id = ?""",
                    command.id(),
                    caller.orgId(),
                    command.command().type().name(),
                    command.command().args().toString(),
                    command.command().console(),
                    caller.personId(),
                    expiresAt,
                    key == null ? null : command.signed().issuedAt(),
                    key,
                    key == null ? null : command.signed().signature(),
                    deviceId,
                    caller.orgId());
        } catch (SqlFailure e) {
            if (e.isDuplicate()) {
                throw Refusal.conflict(
                        "duplicate-command",
                        "the command id " + command.id() + " was used before: it does not run twice");
            }
            throw e;
        }
    }

    private void fail(Caller caller, UUID id, String output) {
        sql.update("""
                update command set state = 'FAILED', success = false, output = ?, finished_at = now(),
                    version = version + 1
                where id = ? and org_id = ?""", output, id, caller.orgId());
    }
}
