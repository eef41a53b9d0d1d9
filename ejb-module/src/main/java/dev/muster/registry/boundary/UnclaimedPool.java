package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.platform.Caller;
import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.SqlFailure;
import dev.muster.platform.TransactionScope;
import dev.muster.registry.control.Credentials;
import dev.muster.registry.control.FactorySecrets;
import dev.muster.registry.control.MadeUpLabel;
import dev.muster.registry.entity.DeviceConflict;
import dev.muster.registry.entity.DevicePass;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.Newcomer;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where factory-fresh devices register themselves, and who claims to be one that is there already. */
@Stateless
@Scoped
public class UnclaimedPool {

    /** A device came twice at once: the second may look again. */
    public static final String MEANWHILE = "registered-meanwhile";

    /** One registration at a time, or two of them would both be the last that fits. */
    private static final long LOCK = 0x706f6f6cL;

    @Inject
    private Sql sql;

    @Inject
    private Credentials credentials;

    @Inject
    private FactorySecrets factory;

    @Inject
    private AuditLog audit;

    @Inject
    private Meters meters;

    @Inject
    private TransactionScope transaction;

    @Inject
    @ConfigProperty(name = "muster.pool.max")
    private long most;

    @Inject
    @ConfigProperty(name = "muster.pool.max.per.org")
    private long mostPerOrg;

    @Inject
    @ConfigProperty(name = "muster.pool.forget.after")
    private Duration forgetAfter;

    /**
     * Registers a device at its first check-in, in that check-in's transaction.
     *
     * @throws Refusal 429 {@code pool-full}; 401 {@code signature} where its key has ended meanwhile; 409 {@link
     *     #MEANWHILE}
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public DevicePass register(Newcomer newcomer) {
        sql.query("select pg_advisory_xact_lock(?)", row -> null, LOCK);
        var key = factory.use(newcomer.factoryKey())
                .orElseThrow(() -> Refusal.of(401, "signature", "the factory key of this device has ended"));
        requireRoom(key.orgId());
        transaction.become(newcomer);
        try {
            var device = credentials.create(
                    newcomer.deviceId(),
                    null,
                    DeviceState.UNCLAIMED,
                    MadeUpLabel.make(ThreadLocalRandom.current()),
                    newcomer.secret());
            sql.update(
                    "update device_credential set factory_key = ?, factory_org = ? where device = ?",
                    newcomer.factoryKey(),
                    key.orgId(),
                    device.device());
            sql.update("update device set model = nullif(?, '') where id = ?", key.model(), device.device());
            audit.record(
                    Actor.device(newcomer.deviceId(), newcomer.address(), null),
                    null,
                    "device.self-registered",
                    "device",
                    newcomer.deviceId(),
                    Map.of("factoryKey", newcomer.factoryKey().toString()));
            return device.pass(newcomer.address());
        } catch (SqlFailure e) {
            throw e.isDuplicate() ? Refusal.conflict(MEANWHILE, "this device has just been registered: try again") : e;
        }
    }

    /** What one org's keys register takes no place from another's, however often it comes. */
    private void requireRoom(long keysOrg) {
        transaction.become(Scope.ofPlatform());
        var share = sql.one("""
                        select count(*) as n from device_credential k join device d on d.id = k.device
                        where k.org_id is null and k.factory_org = ? and d.state = 'unclaimed'""", row -> row.number("n"), keysOrg).orElse(0L);
        if (share >= mostPerOrg && !forgets(keysOrg)) {
            meters.refused(Limit.POOL_DEVICES_PER_ORG);
            throw Refusal.tooMany(
                    "pool-full",
                    "the share of this factory key's org in the pool of unclaimed devices is full (muster.pool.max.per.org)",
                    3_600);
        }
        var waiting = sql.one(
                        "select count(*) as n from device where org_id is null and state = 'unclaimed'",
                        row -> row.number("n"))
                .orElse(0L);
        if (waiting >= most && !forgets(null)) {
            meters.refused(Limit.POOL_DEVICES);
            throw Refusal.tooMany("pool-full", "the pool of unclaimed devices is full (muster.pool.max)", 3_600);
        }
    }

    /** Who still comes keeps their place; a flood of made-up ids that never come again does not. */
    private boolean forgets(Long keysOrg) {
        var gone = sql.one(
                "select id from forget_unclaimed(?::interval, ?::bigint) as id where id is not null",
                row -> row.text("id"),
                forgetAfter.toString(),
                keysOrg);
        gone.ifPresent(id -> audit.record(
                Actor.system(), null, "device.forgotten", "device", id, Map.of("silentFor", "over " + forgetAfter)));
        return gone.isPresent();
    }

    /** Somebody holds the secret that a factory key gives this id, but the device of that id came otherwise. */
    public void claimed(Newcomer newcomer) {
        transaction.become(Scope.ofEnrollmentKey(newcomer.factoryKey().toString()));
        sql.one("select name from factory_key where id = ?", row -> row.text("name"), newcomer.factoryKey())
                .ifPresent(name ->
                        conflict(newcomer.deviceId(), "factory-key", newcomer.factoryKey(), name, newcomer.address()));
    }

    /** Somebody with a good enrollment key asked for an id that is taken. */
    public void claimed(String deviceId, String enrollmentKey, String address) {
        var hash = EnrollmentKeys.hash(enrollmentKey);
        transaction.become(Scope.ofEnrollmentKey(HexFormat.of().formatHex(hash)));
        sql.one(
                        "select id, name from enrollment_key where key_hash = ?",
                        row -> Map.entry(row.uuid("id"), row.text("name")),
                        hash)
                .ifPresent(key -> conflict(deviceId, "enrollment-key", key.getKey(), key.getValue(), address));
    }

    /** Latest first. */
    public List<DeviceConflict> conflicts(Caller operator) {
        operator.requirePlatform();
        return sql.query(
                "select * from device_conflict order by last_at desc limit 500",
                row -> new DeviceConflict(
                        row.text("device_id"),
                        row.text("key_kind"),
                        row.text("key_name"),
                        row.text("address"),
                        (int) row.number("claims"),
                        row.time("first_at"),
                        row.time("last_at")));
    }

    /** Kept as one row; told to the device's owner at first and then once an hour at most. */
    private void conflict(String deviceId, String kind, UUID key, String name, String address) {
        transaction.become(Scope.ofPlatform());
        var telling = sql.query("""
                        insert into device_conflict as c (device_id, key_id, key_kind, key_name, address)
                        values (?, ?, ?, ?, ?)
                        on conflict (device_id, key_id) do update set claims = c.claims + 1, last_at = now(),
                            address = excluded.address,
                            audited_at = case when c.audited_at < now() - interval '1 hour' then now()
                                else c.audited_at end
                        returning audited_at = now() as telling""", row -> row.bool("telling"), deviceId, key, kind, name, address)
                .get(0);
        if (telling) {
            tell(deviceId, kind, address);
        }
    }

    private void tell(String deviceId, String kind, String address) {
        transaction.become(Scope.ofDevice(deviceId));
        var owner =
                sql.query("select org_id from device where device_id = ?", row -> row.numberOrNull("org_id"), deviceId);
        if (!owner.isEmpty()) {
            if (owner.get(0) != null) {
                transaction.become(Scope.ofOrg(owner.get(0)));
            }
            audit.record(
                    Actor.anonymous(address, null),
                    owner.get(0),
                    "device.claimed-elsewhere",
                    "device",
                    deviceId,
                    Map.of("with", kind));
        }
    }
}
