package dev.muster.registry.boundary;

import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import dev.muster.registry.entity.ConnectionChanged;
import dev.muster.registry.entity.DevicePass;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Which devices have a socket open, on which node. A close names its own connection, so a late one harms nobody. */
@Stateless
@Scoped
public class Connections {

    @Inject
    private Sql sql;

    @Inject
    private DeviceDoor door;

    @Inject
    private TransactionScope transaction;

    @Inject
    private Event<ConnectionChanged> changed;

    @Inject
    @ConfigProperty(name = "muster.node.name")
    private String node;

    /** A socket opened and takes the place of any earlier one; returns the highest event committed so far. */
    public long opened(DevicePass pass, UUID connection) {
        door.used(pass, List.of(pass));
        sql.update("""
                insert into device_connection (device, org_id, connection, node, address) values (?, ?, ?, ?, ?)
                on conflict (device) do update set org_id = excluded.org_id, connection = excluded.connection,
                    node = excluded.node, address = excluded.address, since = now()""", pass.device(), pass.orgId(), connection, node, pass.address());
        changed.fire(new ConnectionChanged(pass.orgId(), pass.deviceId(), true, Instant.now()));
        return sql.one(
                        "select event_seq from device_channel where device = ?",
                        row -> row.number("event_seq"),
                        pass.device())
                .orElseThrow();
    }

    /** A socket closed; nothing happens where a newer one has taken its place. */
    public void closed(DevicePass pass, UUID connection) {
        var removed = sql.update(
                "delete from device_connection where device = ? and connection = ?", pass.device(), connection);
        if (removed > 0) {
            changed.fire(new ConnectionChanged(pass.orgId(), pass.deviceId(), false, Instant.now()));
        }
    }

    /**
     * Of these open sockets of this node, which ones gave their place to a newer one, here or on another node. One whose
     * row is gone, because the others took this node for dead, is written down again.
     */
    public Set<UUID> replaced(Map<UUID, DevicePass> sockets) {
        var replaced = new HashSet<UUID>();
        var byOrg = new HashMap<Long, Map<UUID, DevicePass>>();
        sockets.forEach((connection, pass) ->
                byOrg.computeIfAbsent(pass.orgId(), org -> new HashMap<>()).put(connection, pass));
        byOrg.forEach((org, those) -> {
            transaction.become(org == null ? Scope.ofPlatform() : Scope.ofOrg(org));
            var known = known(those.values());
            those.forEach((connection, pass) -> {
                var current = known.get(pass.device());
                if (current == null) {
                    again(pass, connection);
                } else if (!current.equals(connection)) {
                    replaced.add(connection);
                }
            });
        });
        return replaced;
    }

    private Map<Long, UUID> known(Collection<DevicePass> passes) {
        return sql
                .query(
                        "select device, connection from device_connection where device = any(?)",
                        row -> Map.entry(row.number("device"), row.uuid("connection")),
                        (Object) passes.stream().map(DevicePass::device).toArray(Long[]::new))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private void again(DevicePass pass, UUID connection) {
        var written = sql.update("""
                insert into device_connection (device, org_id, connection, node, address)
                select d.id, d.org_id, ?, ?, ? from device d where d.id = ? and d.org_id is not distinct from ?
                on conflict (device) do nothing""", connection, node, pass.address(), pass.device(), pass.orgId());
        if (written > 0) {
            changed.fire(new ConnectionChanged(pass.orgId(), pass.deviceId(), true, Instant.now()));
        }
    }

    /** Forgets what a node held that was killed; each org's rows in its own scope. */
    public int forget(Scope platform, String lost) {
        var orgs = sql.query("select id from org", row -> row.number("id"));
        var forgotten = forgetSeen(lost);
        for (var org : orgs) {
            transaction.become(Scope.ofOrg(org));
            forgotten += forgetSeen(lost);
        }
        return forgotten;
    }

    private int forgetSeen(String lost) {
        var gone = sql.query(
                """
                with gone as (delete from device_connection where node = ? returning device, org_id)
                select d.device_id, g.org_id from gone g join device d on d.id = g.device""",
                row -> new ConnectionChanged(row.numberOrNull("org_id"), row.text("device_id"), false, Instant.now()),
                lost);
        gone.forEach(changed::fire);
        return gone.size();
    }
}
