package dev.muster.retention.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.Caller;
import dev.muster.platform.ListQuery;
import dev.muster.platform.Role;
import dev.muster.platform.Scope;
import dev.muster.retention.entity.Lease;
import dev.muster.retention.entity.RetentionRun;
import dev.muster.testbed.AsApp;
import dev.muster.testbed.Eventually;
import dev.muster.testbed.Postgres;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The job deletes what orgs keep no longer, and nothing else. */
class RetentionRunsIT extends ServerTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Scope PLATFORM = Scope.ofPlatform();

    @Inject
    private Retention retention;

    @Inject
    private RetentionRuns runs;

    private Caller operator;
    private World.Org brief;
    private World.Org lasting;

    @BeforeEach
    void two_orgs_that_differ() {
        operator = world.operator(world.org());
        brief = world.org();
        lasting = world.org();
        retention.change(world.person(brief, Role.MANAGER), 10, null, null, null);
        retention.change(world.person(lasting, Role.MANAGER), 400, null, null, null);
    }

    @Test
    void a_day_that_nobody_keeps_is_dropped_and_one_that_somebody_keeps_loses_the_rows_of_the_others() {
        var nobodys = partition("reading", 1_200);
        var someones = partition("reading", 300);
        var untouched = partition("reading", 9);
        for (var org : List.of(brief, lasting)) {
            reading(org, 1_200, 5);
            reading(org, 300, 5);
            reading(org, 9, 5);
        }

        var run = finished(runs.begin(operator));

        assertThat(exists(nobodys)).isFalse();
        assertThat(exists(someones)).isTrue();
        assertThat(rows(brief, 300)).isZero();
        assertThat(rows(lasting, 300)).isEqualTo(5);
        assertThat(rows(brief, 9)).isEqualTo(5);
        assertThat(exists(untouched)).isTrue();
        assertThat(run.deleted().get("reading").partitions()).isPositive();
        assertThat(run.deleted().get("reading").rows()).isGreaterThanOrEqualTo(5);
        assertThat(world.text(
                        "select detail::text from audit_entry where action = 'retention.finished' and target_id = ?",
                        run.id().toString()))
                .contains("\"reading\"");
        assertThat(BatchRuntime.getJobOperator().getJobInstanceCount("retention"))
                .isPositive();
    }

    @Test
    void each_table_has_its_own_limit() {
        var events = partition("device_event", 200);
        var logs = partition("device_log", 200);
        world.change(
                "insert into device_event (org_id, device, ts, seq, type, payload) values (?, -1, ?::timestamptz, 1, 'x', '{}')",
                brief.id(),
                noon(200));
        world.change(
                "insert into device_log (org_id, device, ts, seq, line) values (?, -1, ?::timestamptz, 1, 'x')",
                brief.id(),
                noon(200));

        finished(runs.begin(operator));

        assertThat(exists(events)).isTrue();
        assertThat(exists(logs)).isFalse();
    }

    @Test
    void rows_without_a_partition_of_their_own_go_too() {
        reading(brief, 250, 3);
        reading(lasting, 250, 3);
        world.change(
                "insert into reading (org_id, device, ts, seq, data) values (null, -250, ?::timestamptz, 1, '{}')",
                noon(250));

        finished(runs.begin(operator));

        assertThat(rows(brief, 250)).isZero();
        assertThat(rows(lasting, 250)).isEqualTo(3);
        assertThat(world.number("select count(*) from reading where device = -250"))
                .as("of the pool")
                .isZero();
    }

    @Test
    void a_run_whose_node_died_goes_on_where_it_was() throws SQLException {
        var large = partition("reading", 330);
        asOwner("alter table " + large + " set (fillfactor = 10)");
        reading(brief, 330, 8_000);
        reading(lasting, 330, 10);
        assertThat(world.number("select pg_relation_size('muster." + large + "') / 8192"))
                .as("more than one step")
                .isGreaterThan(RetentionRuns.BLOCKS);
        var lease = new Lease(UUID.randomUUID(), UUID.randomUUID());
        world.change("""
                insert into muster.retention_run (id, begun_by, holder, node, lease_until)
                values (?, 'test', ?, 'dead', now() + interval '1 hour')""", lease.run(), lease.holder());
        assertThat(Refused.with(() -> runs.begin(operator))).isEqualTo("409 retention-running");
        assertThat(runs.take(PLATFORM)).as("while its node is alive").isEmpty();

        while (!large.equals(place(lease)) || nextBlock(lease) < RetentionRuns.BLOCKS) {
            runs.step(PLATFORM, lease).orElseThrow();
        }
        var gone = 8_000 - rows(brief, 330);
        assertThat(gone).as("halfway").isBetween(1L, 7_999L);
        world.change("update muster.retention_run set lease_until = now() where id = ?", lease.run());

        var run = finished(lease.run());
        assertThat(rows(brief, 330)).isZero();
        assertThat(rows(lasting, 330)).isEqualTo(10);
        assertThat(run.node()).isNotEqualTo("dead");
        assertThat(run.deleted().get("reading").rows())
                .as("each row is counted once, whoever deleted it")
                .isGreaterThanOrEqualTo(8_000)
                .isLessThan(8_000 + gone);
        assertThat(Refused.with(() -> runs.step(PLATFORM, lease))).isEqualTo("409 retention-lease");
    }

    @Test
    void the_run_of_a_day_begins_once() {
        world.change("update muster.retention_run set begun_at = begun_at - interval '2 days'");
        runs.beginDaily(PLATFORM);
        finished(UUID.fromString(world.text("select id from muster.retention_run order by begun_at desc limit 1")));
        var many = world.number("select count(*) from muster.retention_run");
        runs.beginDaily(PLATFORM);
        assertThat(world.number("select count(*) from muster.retention_run")).isEqualTo(many);
        assertThat(world.text("select begun_by from muster.retention_run order by begun_at desc limit 1"))
                .isEqualTo("clock");
    }

    @Test
    void only_the_platform_operator_begins_and_looks() {
        var admin = world.person(Role.ADMIN);
        assertThat(Refused.with(() -> runs.begin(admin))).isEqualTo("403 forbidden");
        assertThat(Refused.with(() -> runs.list(admin, new ListQuery(null, null, 0, 1))))
                .isEqualTo("403 forbidden");
    }

    @Test
    void the_functions_drop_and_delete_nothing_that_somebody_keeps() {
        var kept = partition("reading", 350);
        var expired = partition("reading", 1_300);
        reading(lasting, 350, 2);
        for (var attack : List.of(
                "drop_expired_partition('" + kept + "')",
                "drop_expired_partition('reading_default')",
                "drop_expired_partition('device')",
                "drop_expired_partition('reading; drop table device')",
                "delete_expired('" + kept + "', 0, 1000) > 0",
                "delete_expired('device', 0, 1000) > 0")) {
            try (var app = AsApp.in(Map.of("platform", "on"))) {
                assertThat(app.texts("select " + attack)).as(attack).containsExactly("f");
            }
        }
        try (var app = AsApp.in(Map.of("org_id", brief.id(), "wide", "on"))) {
            assertThat(app.texts("select drop_expired_partition('" + expired + "')"))
                    .as("for an org")
                    .containsExactly("f");
        }
        assertThat(rows(lasting, 350)).isEqualTo(2);
    }

    private RetentionRun finished(RetentionRun run) {
        return finished(run.id());
    }

    private RetentionRun finished(UUID run) {
        Eventually.holds("the run is finished", PATIENCE, () -> get(run).finishedAt() != null);
        return get(run);
    }

    private RetentionRun get(UUID run) {
        return runs.list(operator, new ListQuery(null, null, 0, 100)).items().stream()
                .filter(each -> each.id().equals(run))
                .findFirst()
                .orElseThrow();
    }

    private String place(Lease lease) {
        return world.text("select partition from muster.retention_run where id = ?", lease.run());
    }

    private long nextBlock(Lease lease) {
        return world.number("select next_block from muster.retention_run where id = ?", lease.run());
    }

    private static LocalDate day(int daysAgo) {
        return LocalDate.now(ZoneOffset.UTC).minusDays(daysAgo);
    }

    private static String noon(int daysAgo) {
        return day(daysAgo) + "T12:00:00Z";
    }

    private void reading(World.Org org, int daysAgo, int many) {
        world.change("""
                insert into reading (org_id, device, ts, seq, data)
                select ?, -1, ?::timestamptz + n * interval '1 second', n, '{"text": "some hundred bytes of a reading"}'
                from generate_series(1, ?) n""", org.id(), noon(daysAgo), many);
    }

    private long rows(World.Org org, int daysAgo) {
        return world.number(
                "select count(*) from reading where org_id = ? and ts >= ?::date and ts < ?::date + 1",
                org.id(),
                day(daysAgo).toString(),
                day(daysAgo).toString());
    }

    /** The partition of that day, made as the database's owner makes it. */
    private String partition(String table, int daysAgo) {
        var suffix = day(daysAgo).format(DateTimeFormatter.BASIC_ISO_DATE);
        try {
            asOwner("select make_partition('%s', '%s', $$for values from ('%sT00:00:00Z') to ('%sT00:00:00Z')$$)"
                    .formatted(table, suffix, day(daysAgo), day(daysAgo - 1)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return table + "_" + suffix;
    }

    private static void asOwner(String sql) throws SQLException {
        try (var connection = Postgres.connect(Postgres.OWNER);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private boolean exists(String table) {
        return world.text("select to_regclass('muster." + table + "')::text") != null;
    }
}
