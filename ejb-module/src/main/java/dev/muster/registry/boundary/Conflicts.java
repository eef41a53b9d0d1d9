package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.platform.Caller;
import dev.muster.platform.ListQuery;
import dev.muster.platform.Listing;
import dev.muster.platform.Page;
import dev.muster.platform.Refusal;
import dev.muster.platform.Row;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import dev.muster.registry.entity.DeviceConflict;
import dev.muster.registry.entity.Move;
import dev.muster.registry.entity.Newcomer;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Who claims to be a device that is there already, and how that was settled. */
@Stateless
@Scoped
public class Conflicts {

    private static final Duration KEPT = Duration.ofDays(90);

    private static final Listing<DeviceConflict> LISTING = new Listing<>(
            """
            select c.*, o.slug as org from device_conflict c join org o on o.id = c.claimed_by
            where (c.settled_at is not null) = ?""",
            row -> new DeviceConflict(
                    row.text("device_id"),
                    row.text("org"),
                    row.text("key_kind"),
                    row.text("key_name"),
                    row.text("address"),
                    (int) row.number("claims"),
                    row.time("first_at"),
                    row.time("last_at"),
                    row.time("settled_at"),
                    row.text("settled_by"),
                    row.text("settled_why")),
            "last_at desc, device_id, claimed_by",
            Map.of(
                    "deviceId", "device_id",
                    "org", "org",
                    "keyName", "lower(key_name)",
                    "address", "address",
                    "claims", "claims",
                    "firstAt", "first_at",
                    "lastAt", "last_at"),
            List.of("device_id", "org", "key_name", "address"));

    /** Either kind of key, and whose it is. */
    private record Key(UUID id, String name, long org) {}

    @Inject
    private Sql sql;

    @Inject
    private AuditLog audit;

    @Inject
    private TransactionScope transaction;

    /** Somebody holds the secret that a factory key gives this id, but the device of that id came otherwise. */
    public void claimed(Newcomer newcomer) {
        transaction.become(Scope.ofEnrollmentKey(newcomer.factoryKey().toString()));
        sql.one("select id, name, org_id from factory_key where id = ?", Conflicts::key, newcomer.factoryKey())
                .ifPresent(key -> conflict(newcomer.deviceId(), "factory-key", key, newcomer.address()));
    }

    /** Somebody with a good enrollment key asked for an id that is taken. */
    public void claimed(String deviceId, String enrollmentKey, String address) {
        var hash = EnrollmentKeys.hash(enrollmentKey);
        transaction.become(Scope.ofEnrollmentKey(HexFormat.of().formatHex(hash)));
        sql.one("select id, name, org_id from enrollment_key where key_hash = ?", Conflicts::key, hash)
                .ifPresent(key -> conflict(deviceId, "enrollment-key", key, address));
    }

    /** Open ones, or those that were settled; latest first. */
    public Page<DeviceConflict> list(Caller operator, boolean settled, ListQuery query) {
        operator.requirePlatform();
        return LISTING.page(sql, query, settled);
    }

    /** Those that have been silent for long, open or settled. */
    public void forget() {
        transaction.become(Scope.ofPlatform());
        sql.update("delete from device_conflict where last_at < now() - ?::interval", KEPT.toString());
    }

    /**
     * Somebody has looked into it. Whoever still comes is counted and told of no more; another org that claims the id is a
     * new conflict.
     *
     * @param reason kept with it and in the audit of the device's owner
     * @throws Refusal 404 where none is open about that id
     */
    public void settle(Caller operator, String deviceId, String reason) {
        operator.requirePlatform();
        var why = Move.reason(reason);
        var settled = sql.update("""
                update device_conflict set settled_at = now(), settled_by = ?, settled_why = ?
                where device_id = ? and settled_at is null""", operator.email(), why, deviceId);
        if (settled == 0) {
            throw Refusal.notFound("conflict");
        }
        record(Actor.of(operator), "device.conflict-settled", deviceId, Map.of("reason", why));
        transaction.become(operator);
    }

    /**
     * Kept as one row for each org, whose keys cost it nothing; told to the device's owner at first and then once an hour at
     * most.
     */
    private void conflict(String deviceId, String kind, Key key, String address) {
        transaction.become(Scope.ofPlatform());
        var telling = sql.query(
                        """
                        insert into device_conflict as c (device_id, claimed_by, key_id, key_kind, key_name, address)
                        values (?, ?, ?, ?, ?, ?)
                        on conflict (device_id, claimed_by) do update set claims = least(c.claims, 2147483646) + 1,
                            last_at = now(), key_id = excluded.key_id, key_kind = excluded.key_kind,
                            key_name = excluded.key_name, address = excluded.address,
                            audited_at = case when c.settled_at is null and c.audited_at < now() - interval '1 hour'
                                then now() else c.audited_at end
                        returning audited_at = now() as telling""", row -> row.bool("telling"), deviceId, key.org(), key.id(), kind, key.name(), address)
                .get(0);
        if (telling) {
            record(Actor.anonymous(address, null), "device.claimed-elsewhere", deviceId, Map.of("with", kind));
        }
    }

    /** In the audit of whoever has the device. */
    private void record(Actor actor, String action, String deviceId, Map<String, ?> detail) {
        transaction.become(Scope.ofDevice(deviceId));
        var owner =
                sql.query("select org_id from device where device_id = ?", row -> row.numberOrNull("org_id"), deviceId);
        var org = owner.isEmpty() ? null : owner.get(0);
        if (org != null) {
            transaction.become(Scope.ofOrg(org));
        }
        audit.record(actor, org, action, "device", deviceId, detail);
    }

    private static Key key(Row row) throws SQLException {
        return new Key(row.uuid("id"), row.text("name"), row.number("org_id"));
    }
}
