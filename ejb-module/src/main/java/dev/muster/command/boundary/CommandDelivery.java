package dev.muster.command.boundary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.command.control.CommandRows;
import dev.muster.command.entity.CommandChanged;
import dev.muster.command.entity.CommandState;
import dev.muster.platform.Row;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.DeviceMessage;
import dev.muster.protocol.Limits;
import dev.muster.protocol.Text;
import dev.muster.protocol.WireCommand;
import dev.muster.registry.boundary.DeviceDoor;
import dev.muster.registry.entity.DevicePass;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** The queue as a device's door uses it: take what is due, note each step, end with a signed result. */
@Stateless
@Scoped
public class CommandDelivery {

    /** Commands handed out at once; the rest follow with the next poke or check-in. */
    private static final int AT_ONCE = 50;

    /** Entries in the audit for refused results of one command. */
    private static final int REFUSALS_KEPT = 10;

    @Inject
    private Sql sql;

    @Inject
    private AuditLog audit;

    @Inject
    private DeviceDoor door;

    @Inject
    private TransactionScope transaction;

    @Inject
    private Event<CommandChanged> changed;

    /** Whether commands that went out and were not acknowledged are handed out again. */
    public enum Resend {
        NO,
        UNACKNOWLEDGED
    }

    /** What the device should have now, oldest first; nothing changes until {@link #sent} says it went out. */
    public List<WireCommand> due(DevicePass pass, Resend resend) {
        return sql.query(
                """
                select k.id, k.type, k.args, coalesce(k.issued_at, k.queued_at) as issued, k.expires_at,
                    (select i.public_id from command_issuer(k.id) i) as public_id, k.operator_signature
                from command k
                where k.device = ? and k.org_id = ? and k.expires_at > now()
                  and (k.state = 'QUEUED' or (? and k.state = 'SENT'))
                order by k.queued_at limit ?""", CommandDelivery::wire, pass.device(), pass.orgId(), resend == Resend.UNACKNOWLEDGED, AT_ONCE);
    }

    /**
     * What each of these devices is answered in this transaction, oldest first: what is queued, and what went out and was
     * not acknowledged. It counts as sent.
     */
    public Map<Long, List<WireCommand>> handOut(Scope scope, Collection<DevicePass> devices) {
        var due = sql.query(
                """
                select k.device, k.state = 'QUEUED' as fresh, k.id, k.type, k.args,
                    coalesce(k.issued_at, k.queued_at) as issued, k.expires_at,
                    (select i.public_id from command_issuer(k.id) i) as public_id, k.operator_signature
                from unnest(?::bigint[]) w (device)
                cross join lateral (select * from command c
                    where c.device = w.device and c.org_id = ?::bigint and c.expires_at > now()
                      and c.state in ('QUEUED', 'SENT')
                    order by c.queued_at limit ?) k
                order by k.device, k.queued_at""",
                row -> new Due(row.number("device"), row.bool("fresh"), wire(row)),
                devices.stream().map(DevicePass::device).toArray(Long[]::new),
                scope.orgId(),
                AT_ONCE);
        var fresh =
                due.stream().filter(Due::fresh).map(each -> each.command().id()).toList();
        if (!fresh.isEmpty()) {
            announce(scope.orgId(), sql.query("""
                            update command set state = 'SENT', sent_at = now(), version = version + 1
                            where id = any(?) and state = 'QUEUED' returning id""", row -> row.uuid("id"), (Object) fresh.toArray(UUID[]::new)));
        }
        return due.stream()
                .collect(Collectors.groupingBy(Due::device, Collectors.mapping(Due::command, Collectors.toList())));
    }

    private record Due(long device, boolean fresh, WireCommand command) {}

    /** These reached the device's open connection. */
    public void sent(DevicePass pass, List<UUID> ids) {
        if (!ids.isEmpty()) {
            sql.query("""
                            update command set state = 'SENT', sent_at = now(), version = version + 1
                            where id = any(?) and device = ? and state = 'QUEUED' returning id""", row -> row.uuid("id"), ids.toArray(UUID[]::new), pass.device())
                    .forEach(id -> announce(pass, id));
        }
    }

    private void acknowledged(DevicePass pass, UUID id) {
        step(pass, id, """
                update command set state = 'RECEIVED', received_at = now(), sent_at = coalesce(sent_at, now()),
                    version = version + 1
                where id = ? and device = ? and state in ('QUEUED', 'SENT')""");
    }

    private void progressed(DevicePass pass, DeviceMessage.CommandProgress progress) {
        step(pass, progress.id(), """
                update command set state = 'RUNNING', running_at = coalesce(running_at, now()),
                    percent = coalesce(?, percent), progress = coalesce(?, progress), version = version + 1
                where id = ? and device = ? and state in ('QUEUED', 'SENT', 'RECEIVED', 'RUNNING')""", progress.percent(), progress.message());
    }

    /**
     * What a device says of its commands, in its order: acknowledgements, progress, results.
     *
     * @return the commands whose result is refused because its signature does not hold
     */
    public List<UUID> heard(DevicePass pass, List<DeviceMessage> steps) {
        var refused = new ArrayList<UUID>();
        for (var step : steps) {
            if (step instanceof DeviceMessage.CommandAck ack) {
                acknowledged(pass, ack.id());
            } else if (step instanceof DeviceMessage.CommandProgress progress) {
                progressed(pass, progress);
            } else if (step instanceof CommandResult result && !finished(pass, result)) {
                refused.add(result.id());
            }
        }
        return refused;
    }

    /**
     * Ends a command with the device's signed word. A repeat changes nothing; a late one is kept in the audit; one whose
     * signature does not hold is refused, kept in the audit, and leaves the command open.
     */
    private boolean finished(DevicePass pass, CommandResult result) {
        if (door.secrets(pass).stream().noneMatch(secret -> result.isSignedBy(pass.deviceId(), secret))) {
            if (isWorthAnEntry(pass, result.id())) {
                record(pass, "command.result-refused", result, "the signature does not hold");
            }
            return false;
        }
        var ended = sql.update(
                """
                update command set state = ?, success = ?, output = ?, exit_code = ?, finished_at = now(),
                    sent_at = coalesce(sent_at, now()), received_at = coalesce(received_at, now()),
                    running_at = coalesce(running_at, ?), device_finished_at = ?, device_signature = ?,
                    version = version + 1
                where id = ? and device = ? and state in ('QUEUED', 'SENT', 'RECEIVED', 'RUNNING')""",
                result.success() ? CommandState.SUCCEEDED : CommandState.FAILED,
                result.success(),
                Text.clean(result.output(), Limits.OUTPUT),
                result.exitCode(),
                result.startedAt(),
                result.finishedAt(),
                result.signature(),
                result.id(),
                pass.device());
        if (ended > 0) {
            announce(pass, result.id());
        } else if (endedWithoutDevice(pass, result.id())) {
            record(pass, "command.result-late", result, "the command had ended without it");
        }
        return true;
    }

    /** Devices of all orgs with something in the queue; a door pokes those it holds. */
    public List<String> waiting() {
        return sql.query("select device_id from devices_with_work(10000)", row -> row.text("device_id"));
    }

    /** How many commands of all orgs stand in each open state; every open state is there. */
    public Map<String, Long> openByState() {
        var open = new TreeMap<String, Long>();
        CommandState.OPEN.forEach(state -> open.put(state.name(), 0L));
        sql.query(
                        "select state, commands from open_commands()",
                        row -> Map.entry(row.text("state"), row.number("commands")))
                .forEach(entry -> open.put(entry.getKey(), entry.getValue()));
        return open;
    }

    /** Ends what nobody took in time; for all orgs. */
    public int expire() {
        var expired = sql.query(
                "select id, org_id, device_id from expire_commands(500)",
                row -> Map.entry(row.uuid("id"), Map.entry(row.number("org_id"), row.text("device_id"))));
        expired.forEach(entry -> {
            var org = entry.getValue().getKey();
            transaction.become(Scope.ofOrg(org));
            announce(org, entry.getValue().getValue(), entry.getKey());
        });
        return expired.size();
    }

    private void step(DevicePass pass, UUID id, String update, Object... before) {
        var parameters = Arrays.copyOf(before, before.length + 2);
        parameters[before.length] = id;
        parameters[before.length + 1] = pass.device();
        if (sql.update(update, parameters) > 0) {
            announce(pass, id);
        }
    }

    /** A device may invent as many ids as it likes, and repeat itself: neither may fill the audit. */
    private boolean isWorthAnEntry(DevicePass pass, UUID id) {
        return sql.update("""
                        update command set refused_results = refused_results + 1
                        where id = ? and device = ? and state in ('QUEUED', 'SENT', 'RECEIVED', 'RUNNING')
                          and refused_results < ?""", id, pass.device(), REFUSALS_KEPT) > 0;
    }

    private boolean endedWithoutDevice(DevicePass pass, UUID id) {
        return sql.one("""
                        select state in ('EXPIRED', 'CANCELLED') as late
                        from command where id = ? and device = ? and org_id = ?""", row -> row.bool("late"), id, pass.device(), pass.orgId())
                .orElse(false);
    }

    private void record(DevicePass pass, String action, CommandResult result, String why) {
        audit.record(
                Actor.device(pass.deviceId(), pass.address(), null),
                pass.orgId(),
                action,
                "device",
                pass.deviceId(),
                Map.of("command", result.id().toString(), "success", result.success(), "why", why));
    }

    private void announce(DevicePass pass, UUID id) {
        announce(pass.orgId(), pass.deviceId(), id);
    }

    private void announce(Long org, String deviceId, UUID id) {
        sql.one(CommandRows.SELECT + "where k.id = ?", CommandRows::view, id)
                .ifPresent(view -> changed.fire(new CommandChanged(org, deviceId, view)));
    }

    private void announce(Long org, List<UUID> ids) {
        sql.query(CommandRows.SELECT + "where k.id = any(?)", CommandRows::view, (Object) ids.toArray(UUID[]::new))
                .forEach(view -> changed.fire(new CommandChanged(org, view.deviceId(), view)));
    }

    private static WireCommand wire(Row row) throws SQLException {
        return new WireCommand(
                row.uuid("id"),
                row.text("type"),
                (ObjectNode) row.json("args"),
                row.time("issued"),
                row.time("expires_at"),
                row.uuid("public_id").toString(),
                row.text("operator_signature"));
    }
}
