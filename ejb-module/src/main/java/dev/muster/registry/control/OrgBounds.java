package dev.muster.registry.control;

import dev.muster.platform.Caller;
import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import dev.muster.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How much of each kind an org keeps: people read these lists as a whole. */
@ApplicationScoped
public class OrgBounds {

    /** First half of the lock's name, the org is the second: of two who make the last one, one does. */
    private static final int LOCK = 0x6f726742;

    @Inject
    private Sql sql;

    @Inject
    private Meters meters;

    @Inject
    @ConfigProperty(name = "muster.org.entries")
    private int most;

    @Inject
    @ConfigProperty(name = "muster.org.dynamic.groups")
    private int mostDynamic;

    /**
     * Holds the org's bounds to the end of the transaction.
     *
     * @param table of the kind; {@code condition} which of its rows count
     * @throws Refusal 409 {@code org-full} where the org has as many as it may
     */
    public void requireRoom(Caller caller, String table, String condition) {
        hold(caller);
        if (kept(caller, table, condition) >= most) {
            meters.refused(Limit.ORG_ENTRIES);
            throw Refusal.conflict(
                    "org-full", "the org has " + most + " of them, the most there may be: delete or revoke one");
        }
    }

    /**
     * The same for groups with a query: each is looked at when one of them changes.
     *
     * @throws Refusal 409 {@code org-full}
     */
    public void requireRoomForDynamicGroup(Caller caller) {
        hold(caller);
        if (kept(caller, "device_group", "query is not null") >= mostDynamic) {
            meters.refused(Limit.DYNAMIC_GROUPS);
            throw Refusal.conflict(
                    "org-full",
                    "the org has " + mostDynamic + " groups with a search, the most there may be: delete one");
        }
    }

    /** Until the end of the transaction nobody else adds to the org, or changes what hangs together in it. */
    public void hold(Caller caller) {
        sql.query("select pg_advisory_xact_lock(?, ?::bigint::int)", row -> null, LOCK, caller.orgId());
    }

    private long kept(Caller caller, String table, String condition) {
        return sql.one(
                        "select count(*) as n from " + table + " where org_id = ? and " + condition,
                        row -> row.number("n"),
                        caller.orgId())
                .orElse(0L);
    }
}
