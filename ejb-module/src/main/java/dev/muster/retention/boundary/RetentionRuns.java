package dev.muster.retention.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.platform.Caller;
import dev.muster.platform.Count;
import dev.muster.platform.Ids;
import dev.muster.platform.ListQuery;
import dev.muster.platform.Listing;
import dev.muster.platform.Meters;
import dev.muster.platform.Page;
import dev.muster.platform.Refusal;
import dev.muster.platform.Row;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.SqlFailure;
import dev.muster.retention.entity.Lease;
import dev.muster.retention.entity.RetentionRun;
import dev.muster.retention.entity.RunBegun;
import dev.muster.retention.entity.Step;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Runs of the retention job, one at a time in the whole installation. A run is a walk over the partitions in the order of
 * their names, one short transaction each step. Where it has come to is written in the transaction that deletes, so that it
 * can end anywhere and go on anywhere, on any node.
 */
@Stateless
@Scoped
public class RetentionRuns {

    /** Blocks of a partition in one transaction: 8 MiB. */
    static final int BLOCKS = 1_000;

    /** So long nobody else goes on with a run whose node is silent. */
    private static final String LEASE = "interval '1 minute'";

    private static final String SELECT = """
            select r.*, (select jsonb_object_agg(d.parent, jsonb_build_object('partitions', d.partitions, 'rows', d.rows))
                from retention_deleted d where d.run = r.id) as deleted
            from retention_run r""";

    private static final Listing<RetentionRun> LISTING = new Listing<>(
            SELECT,
            RetentionRuns::view,
            "begun_at desc, id",
            Map.of("begunAt", "begun_at", "finishedAt", "finished_at"),
            List.of("begun_by", "node"));

    @Inject
    private Sql sql;

    @Inject
    private AuditLog audit;

    @Inject
    private Meters meters;

    @Inject
    private Event<RunBegun> begun;

    @Inject
    @ConfigProperty(name = "muster.node.name")
    private String node;

    /** Newest first. */
    public Page<RetentionRun> list(Caller caller, ListQuery query) {
        caller.requirePlatform();
        return LISTING.page(sql, query);
    }

    /**
     * A run that a node takes up within a minute.
     *
     * @throws Refusal 409 {@code retention-running} while another is under way
     */
    public RetentionRun begin(Caller caller) {
        caller.requirePlatform();
        var run = begin(caller.email());
        audit.record(Actor.of(caller), null, "retention.begun", "platform", run.toString(), Map.of());
        return get(run);
    }

    /** The run of this day, where none has begun in it and none is under way. */
    public void beginDaily(Scope platform) {
        sql.query("select pg_advisory_xact_lock(hashtext('muster.retention'))", row -> null);
        var begunToday = sql.one("""
                select from retention_run
                where finished_at is null or begun_at >= date_trunc('day', now(), 'UTC') limit 1""", row -> true);
        if (begunToday.isEmpty()) {
            begin("clock");
        }
    }

    private UUID begin(String by) {
        var id = Ids.next();
        try {
            sql.update("insert into retention_run (id, begun_by) values (?, ?)", id, by);
        } catch (SqlFailure e) {
            throw e.isDuplicate()
                    ? Refusal.conflict("retention-running", "a run is under way: see how far it is with `runs`")
                    : e;
        }
        begun.fire(new RunBegun());
        return id;
    }

    /** The run that is under way, where no other node is at it. */
    public Optional<Lease> take(Scope platform) {
        return sql.one("""
                update retention_run set holder = ?, node = ?, lease_until = now() + %s
                where id = (select id from retention_run where finished_at is null and lease_until <= now()
                    for update skip locked)
                returning id, holder""".formatted(LEASE), row -> new Lease(row.uuid("id"), row.uuid("holder")), Ids.next(), node);
    }

    /**
     * One step.
     *
     * @return empty where nothing is left and the run is finished
     * @throws Refusal 409 {@code retention-lease} where another node has taken the run
     */
    public Optional<Step> step(Scope platform, Lease lease) {
        var at = sql.one(
                        """
                        select partition, next_block from retention_run
                        where id = ? and holder = ? and finished_at is null for update""",
                        row -> new Place(row.text("partition"), row.number("next_block")),
                        lease.run(),
                        lease.holder())
                .orElseThrow(() -> Refusal.conflict("retention-lease", "another node goes on with this run"));
        var next = next(at);
        if (next.isEmpty()) {
            finish(lease);
            return Optional.empty();
        }
        var step = next.get().whole() ? drop(next.get()) : delete(next.get());
        sql.update(
                """
                update retention_run set partition = ?, next_block = ?, lease_until = now() + %s
                where id = ?""".formatted(LEASE),
                next.get().partition(),
                next.get().whole() ? next.get().blocks() : next.get().block() + BLOCKS,
                lease.run());
        sql.update("""
                insert into retention_deleted (run, parent, partitions, rows) values (?, ?, ?, ?)
                on conflict (run, parent) do update set
                    partitions = retention_deleted.partitions + excluded.partitions,
                    rows = retention_deleted.rows + excluded.rows""", lease.run(), step.parent(), step.partitions(), step.rows());
        return Optional.of(step);
    }

    /** All before it is done. */
    private record Place(String partition, long block) {}

    /** What comes next: all of a partition, or its blocks from there on. */
    private record Next(String parent, String partition, long block, long blocks, boolean whole) {}

    private Optional<Next> next(Place at) {
        return sql.one(
                """
                select parent, partition, case when partition = ? then ? else 0 end as block, blocks, whole
                from expired_partitions()
                where partition collate "C" > ? or (partition = ? and blocks > ?)
                order by partition collate "C" limit 1""",
                row -> new Next(
                        row.text("parent"),
                        row.text("partition"),
                        row.number("block"),
                        row.number("blocks"),
                        row.bool("whole")),
                at.partition(),
                at.block(),
                at.partition(),
                at.partition(),
                at.block());
    }

    private Step drop(Next next) {
        var dropped = sql.one(
                        "select drop_expired_partition(?) as dropped", row -> row.bool("dropped"), next.partition())
                .orElseThrow();
        return new Step(next.parent(), dropped ? 1 : 0, 0);
    }

    private Step delete(Next next) {
        var rows = sql.one(
                        "select delete_expired(?, ?, ?) as rows",
                        row -> row.number("rows"),
                        next.partition(),
                        next.block(),
                        BLOCKS)
                .orElseThrow();
        return new Step(next.parent(), 0, rows);
    }

    private void finish(Lease lease) {
        sql.update("update retention_run set finished_at = now() where id = ?", lease.run());
        var run = get(lease.run());
        audit.record(
                Actor.system(), null, "retention.finished", "platform", run.id().toString(), run.deleted());
        meters.add(Count.RETENTION_RUNS, 1, "finished");
    }

    private RetentionRun get(UUID id) {
        return sql.one(SELECT + " where r.id = ?", RetentionRuns::view, id).orElseThrow();
    }

    private static RetentionRun view(Row row) throws SQLException {
        var deleted = new HashMap<String, RetentionRun.Deleted>();
        var json = row.json("deleted");
        if (json != null) {
            json.properties()
                    .forEach(each -> deleted.put(
                            each.getKey(),
                            new RetentionRun.Deleted(
                                    each.getValue().path("partitions").asLong(),
                                    each.getValue().path("rows").asLong())));
        }
        var finished = row.time("finished_at");
        return new RetentionRun(
                row.uuid("id"),
                row.time("begun_at"),
                row.text("begun_by"),
                finished,
                row.text("node"),
                finished == null ? row.text("partition") : null,
                deleted);
    }
}
