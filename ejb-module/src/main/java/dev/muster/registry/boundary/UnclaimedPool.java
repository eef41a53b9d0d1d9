package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
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
import dev.muster.registry.entity.DevicePass;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.Newcomer;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where factory-fresh devices register themselves. */
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
                    "update device_credential set factory_key = ?, factory_org = ?, factory_address = ? where device = ?",
                    newcomer.factoryKey(),
                    key.orgId(),
                    newcomer.address(),
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

    /**
     * What one org's keys register takes no place from another's, however often it comes. What an org had once is bounded
     * where it is given back ({@code PoolShare}), and takes no place here.
     */
    private void requireRoom(long keysOrg) {
        transaction.become(Scope.ofPlatform());
        var share = newcomers(keysOrg);
        if (share >= mostPerOrg && !forgets(keysOrg)) {
            meters.refused(Limit.POOL_DEVICES_PER_ORG);
            throw Refusal.tooMany(
                    "pool-full",
                    "the share of this factory key's org in the pool of unclaimed devices is full (muster.pool.max.per.org)",
                    3_600);
        }
        if (newcomers(null) >= most && !forgets(null)) {
            meters.refused(Limit.POOL_DEVICES);
            throw Refusal.tooMany("pool-full", "the pool of unclaimed devices is full (muster.pool.max)", 3_600);
        }
    }

    private long newcomers(Long keysOrg) {
        return sql.one("select pool_newcomers(?::bigint) as n", row -> row.number("n"), keysOrg)
                .orElse(0L);
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
}
