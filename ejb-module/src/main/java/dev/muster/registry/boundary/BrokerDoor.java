package dev.muster.registry.boundary;

import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import dev.muster.registry.entity.BrokerDevice;
import dev.muster.registry.entity.DevicePass;
import dev.muster.registry.entity.DeviceState;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Whom an MQTT broker may speak for, and which node listens to it. */
@Stateless
@Scoped
public class BrokerDoor {

    /** So long no other node listens after this one was heard of last. */
    private static final String LEASE = "interval '15 seconds'";

    @Inject
    private Sql sql;

    @Inject
    private TransactionScope transaction;

    @Inject
    @ConfigProperty(name = "muster.node.name")
    private String node;

    /** The device of that id in the org of that slug; empty for one that is not there, is another org's, or is revoked. */
    public Optional<BrokerDevice> named(String org, String deviceId) {
        transaction.become(Scope.ofBroker(deviceId));
        return sql.one(
                """
                select d.id, d.device_id, d.org_id, d.state, d.mqtt, k.version
                from device d join org o on o.id = d.org_id join device_credential k on k.device = d.id
                where d.device_id = ? and o.slug = ? and k.revoked_at is null""",
                row -> new BrokerDevice(
                        new DevicePass(
                                row.number("id"),
                                row.text("device_id"),
                                row.numberOrNull("org_id"),
                                (int) row.number("version"),
                                null),
                        DeviceState.of(row.text("state")).orElseThrow(),
                        row.bool("mqtt")),
                deviceId,
                org);
    }

    /** Whether this one listens from now on for a while: nobody else does. */
    public boolean hold(Scope platform, UUID listener) {
        return sql.update("""
                        update broker_lease set holder = ?, node = ?, lease_until = clock_timestamp() + %s
                        where holder = ? or lease_until <= clock_timestamp()""".formatted(LEASE), listener, node, listener) > 0;
    }

    /** Lets another node listen at once. */
    public void release(Scope platform, UUID listener) {
        sql.update("update broker_lease set holder = null, lease_until = clock_timestamp() where holder = ?", listener);
    }
}
