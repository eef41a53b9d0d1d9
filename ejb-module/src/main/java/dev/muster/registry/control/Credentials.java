package dev.muster.registry.control;

import dev.muster.platform.Ids;
import dev.muster.platform.Sql;
import dev.muster.platform.Vault;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.DoorRecord;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Device secrets: random, sealed under the KEK, each new one with a higher version. */
@ApplicationScoped
public class Credentials {

    @Inject
    private Sql sql;

    @Inject
    private Vault vault;

    /** A device with its channel and first secret. A taken id fails with a duplicate. */
    public DoorRecord create(String deviceId, Long orgId, DeviceState state, String label) {
        var device = sql.query(
                        "insert into device (device_id, org_id, state, label) values (?, ?, ?, ?) returning id",
                        row -> row.number("id"),
                        deviceId,
                        orgId,
                        state.word(),
                        label)
                .get(0);
        sql.update("insert into device_channel (device, org_id) values (?, ?)", device, orgId);
        var secret = Ids.secret();
        sql.update(
                "insert into device_credential (device, org_id, version, secret) values (?, ?, 1, ?)",
                device,
                orgId,
                vault.seal(purpose(device), secret));
        return new DoorRecord(device, deviceId, orgId, state, 1, secret);
    }

    /** A fresh secret in place of the old one, which is worth nothing from then on. */
    public DoorRecord replace(DoorRecord old) {
        var secret = Ids.secret();
        var version = old.credentialVersion() + 1;
        sql.update(
                "update device_credential set version = ?, secret = ?, created_at = now(), revoked_at = null where device = ?",
                version,
                vault.seal(purpose(old.device()), secret),
                old.device());
        return new DoorRecord(old.device(), old.deviceId(), old.orgId(), old.state(), version, secret);
    }

    /** The device of that id with its secret opened; empty where there is none or its credential is revoked. */
    public Optional<DoorRecord> find(String deviceId) {
        return sql.one(
                """
                select d.id, d.org_id, d.state, k.version, k.secret
                from device d join device_credential k on k.device = d.id
                where d.device_id = ? and k.revoked_at is null""",
                row -> new DoorRecord(
                        row.number("id"),
                        deviceId,
                        row.numberOrNull("org_id"),
                        DeviceState.of(row.text("state")).orElseThrow(),
                        (int) row.number("version"),
                        vault.unseal(purpose(row.number("id")), row.bytes("secret"))),
                deviceId);
    }

    private static String purpose(long device) {
        return "device-secret:" + device;
    }
}
