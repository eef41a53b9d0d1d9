package dev.muster.registry.control;

import dev.muster.platform.Caller;
import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import dev.muster.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How many devices an org may have given back to the pool: as many as its factory keys may register there. */
@ApplicationScoped
public class PoolShare {

    private static final long LOCK = 0x67697665L << 32;

    @Inject
    private Sql sql;

    @Inject
    private Meters meters;

    @Inject
    @ConfigProperty(name = "muster.pool.max.per.org")
    private long most;

    /** One of an org at a time gives back, or two would both be the last that fit; before any device is locked. */
    public void lock(Caller caller) {
        if (caller.orgId() != null) {
            sql.query("select pg_advisory_xact_lock(?)", row -> null, LOCK + caller.orgId());
        }
    }

    /**
     * After devices were given back: more than the share, and none of them was.
     *
     * @throws Refusal 409 {@code pool-share}
     */
    public void require(Caller caller) {
        var given =
                sql.one("select pool_given_back() as n", row -> row.number("n")).orElse(0L);
        if (given > most) {
            meters.refused(Limit.POOL_GIVEN_BACK);
            throw Refusal.conflict(
                    "pool-share",
                    "an org has at most " + most
                            + " devices in the pool that it gave back: retire some, or ask the platform operator");
        }
    }
}
