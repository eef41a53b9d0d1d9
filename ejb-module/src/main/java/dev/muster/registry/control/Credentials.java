package dev.muster.registry.control;

import dev.muster.platform.Ids;
import dev.muster.platform.Row;
import dev.muster.platform.Sql;
import dev.muster.platform.Vault;
import dev.muster.registry.entity.Claim;
import dev.muster.registry.entity.CredentialView;
import dev.muster.registry.entity.DevicePass;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.DoorRecord;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Device secrets: random, sealed under the KEK, each new one with a higher version, the last one beside it. */
@ApplicationScoped
public class Credentials {

    /** Whether the previous secret of {@code device_credential k} is still good. */
    public static final String PREVIOUS_GOOD =
            "(k.previous_version is not null and (k.previous_until is null or k.previous_until > now()))";

    @Inject
    private Sql sql;

    @Inject
    private Vault vault;

    /** A device with its channel and first secret; an ejected one waits for acceptance. A taken id fails with a duplicate. */
    public DoorRecord create(String deviceId, Long orgId, DeviceState state, String label) {
        return create(deviceId, orgId, state, label, Ids.secret());
    }

    public DoorRecord create(String deviceId, Long orgId, DeviceState state, String label, byte[] secret) {
        var device = sql.query(
                        """
                        insert into device (device_id, org_id, state, label, waiting_since)
                        values (?, ?, ?, ?, case when ? then now() end) returning id""",
                        row -> row.number("id"),
                        deviceId,
                        orgId,
                        state.word(),
                        label,
                        state == DeviceState.EJECTED)
                .get(0);
        sql.update("insert into device_channel (device, org_id) values (?, ?)", device, orgId);
        sql.update(
                "insert into device_credential (device, org_id, version, secret) values (?, ?, 1, ?)",
                device,
                orgId,
                vault.seal(purpose(device), secret));
        return new DoorRecord(device, deviceId, orgId, state, 1, secret);
    }

    /** The first secret of a device that was registered without one; empty where it has, or had, a credential. */
    public Optional<DoorRecord> first(DoorRecord device) {
        var secret = Ids.secret();
        var made = sql.update(
                "insert into device_credential (device, org_id, version, secret) values (?, ?, 1, ?) on conflict do nothing",
                device.device(),
                device.orgId(),
                vault.seal(purpose(device.device()), secret));
        return made == 0
                ? Optional.empty()
                : Optional.of(
                        new DoorRecord(device.device(), device.deviceId(), device.orgId(), device.state(), 1, secret));
    }

    /**
     * A fresh secret. The one that the device is known to have stays good beside it: the one it has just proved itself
     * with, else the current one, else, where that was never used, the one before.
     *
     * @param proven version the device has shown; null where a person asks
     * @param until end of the old one; null for the first use of the new one
     */
    public DoorRecord replace(DoorRecord device, Integer proven, Instant until) {
        var secret = Ids.secret();
        var version = sql.query(
                        """
                        update device_credential k set
                            previous_version = case when w.none then null when w.keep then k.previous_version
                                else k.version end,
                            previous_secret = case when w.none then null when w.keep then k.previous_secret
                                else k.secret end,
                            previous_until = case when w.keep and ?::integer is not null then k.previous_until
                                else ? end,
                            previous_refused_at = null,
                            version = k.version + 1, secret = ?, used_at = null, created_at = now(), revoked_at = null
                        from (select p.revoked_at is not null as none,
                                  p.previous_version is not null and case when ?::integer is not null
                                      then p.previous_version = ?
                                      else p.used_at is null end as keep
                              from device_credential p where p.device = ? for update) w
                        where k.device = ? returning k.version""",
                        row -> (int) row.number("version"),
                        proven,
                        until,
                        vault.seal(purpose(device.device()), secret),
                        proven,
                        proven,
                        device.device(),
                        device.device())
                .get(0);
        return new DoorRecord(device.device(), device.deviceId(), device.orgId(), device.state(), version, secret);
    }

    /** No secret of the device is worth anything from then on; false where none was. */
    public boolean revoke(long device) {
        return sql.update("""
                        update device_credential set revoked_at = now(), previous_version = null, previous_secret = null
                        where device = ? and revoked_at is null""", device) > 0;
    }

    /** Devices have shown their current secret; returns those that did for the first time: their old one ends here. */
    public Set<Long> used(Collection<DevicePass> passes) {
        return Set.copyOf(sql.query(
                """
                update device_credential k set used_at = now(), previous_until = coalesce(previous_until, now())
                from unnest(?::bigint[], ?::integer[]) p (device, version)
                where k.device = p.device and k.version = p.version and k.used_at is null returning k.device""",
                row -> row.number("device"),
                passes.stream().map(DevicePass::device).toArray(Long[]::new),
                passes.stream().map(DevicePass::credentialVersion).toArray(Integer[]::new)));
    }

    /** True for the first use of an ended secret in an hour: worth an entry in the audit, where more would flood it. */
    public boolean endedUsed(long device) {
        return sql.update("""
                        update device_credential set previous_refused_at = now()
                        where device = ? and (previous_refused_at is null
                            or previous_refused_at < now() - interval '1 hour')""", device) > 0;
    }

    /** All but the secret. */
    public CredentialView view(long device) {
        return sql.one(
                        """
                        select d.device_id, k.version, k.created_at, k.used_at, k.previous_version, k.previous_until,
                            k.revoked_at, %s as previous_good
                        from device d left join device_credential k on k.device = d.id where d.id = ?""".formatted(PREVIOUS_GOOD),
                        row -> new CredentialView(
                                row.text("device_id"),
                                row.wholeOrNull("version"),
                                row.time("created_at"),
                                row.time("used_at"),
                                row.bool("previous_good") ? row.wholeOrNull("previous_version") : null,
                                row.bool("previous_good") ? row.time("previous_until") : null,
                                row.time("revoked_at")),
                        device)
                .orElseThrow();
    }

    /** The device of that id with its secret opened; empty where there is none or its credential is revoked. */
    public Optional<DoorRecord> find(String deviceId) {
        return claims(deviceId).stream().findFirst().map(Claim::device);
    }

    /** The secrets of a device, the current one first; none where its credential is revoked. */
    public List<Claim> claims(String deviceId) {
        return sql.query("""
                        select d.id, d.device_id, d.org_id, d.state, k.version, k.secret, k.previous_version,
                               k.previous_secret, %s as previous_good
                        from device d join device_credential k on k.device = d.id
                        where d.device_id = ? and k.revoked_at is null""".formatted(PREVIOUS_GOOD), this::claims, deviceId).stream()
                .flatMap(List::stream)
                .toList();
    }

    private List<Claim> claims(Row row) throws SQLException {
        var claims = new ArrayList<Claim>();
        claims.add(Claim.good(record(row, "version", "secret")));
        if (row.bytes("previous_secret") != null) {
            var kind = row.bool("previous_good") ? Claim.Kind.GOOD : Claim.Kind.ENDED;
            claims.add(new Claim(kind, record(row, "previous_version", "previous_secret"), null));
        }
        return claims;
    }

    private DoorRecord record(Row row, String version, String secret) throws SQLException {
        return new DoorRecord(
                row.number("id"),
                row.text("device_id"),
                row.numberOrNull("org_id"),
                DeviceState.of(row.text("state")).orElseThrow(),
                (int) row.number(version),
                vault.unseal(purpose(row.number("id")), row.bytes(secret)));
    }

    private static String purpose(long device) {
        return "device-secret:" + device;
    }
}
