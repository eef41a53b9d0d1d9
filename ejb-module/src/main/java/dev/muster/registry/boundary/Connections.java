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
import java.util.UUID;
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
        door.used(pass);
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

    /** Forgets what this node held before it was killed; each org's rows in its own scope. */
    public int forgetOwn(Scope platform) {
        var orgs = sql.query("select id from org", row -> row.number("id"));
        var forgotten = 0;
        for (var org : orgs) {
            transaction.become(Scope.ofOrg(org));
            forgotten += sql.update("delete from device_connection where node = ?", node);
        }
        return forgotten;
    }
}
