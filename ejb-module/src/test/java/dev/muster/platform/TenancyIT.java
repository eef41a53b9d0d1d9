package dev.muster.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.testbed.Filling;
import dev.muster.testbed.Postgres;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Walks the catalogue as the application's own role: a new table with an {@code org_id} is covered here without a line
 * of test, and fails until it is covered in the database.
 */
class TenancyIT extends ServerTest {

    private static final String TENANT_TABLES = """
            select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
            where n.nspname = 'muster' and c.relkind in ('r', 'p')""";

    private static final String NO_PARTITION = " and not c.relispartition";

    @Inject
    private Filling filling;

    private World.Org mine;
    private World.Org theirs;

    @BeforeEach
    void two_orgs_with_something_in_every_table() {
        mine = world.org();
        theirs = world.org();
        filling.org(mine, 1);
        filling.org(theirs, 1);
    }

    @Test
    void the_catalogue_has_tenant_tables_to_walk() {
        assertThat(tables(NO_PARTITION)).contains("device", "reading", "command", "audit_entry", "membership");
        assertThat(tables(" and c.relispartition")).hasSizeGreaterThan(3 * 8);
    }

    @Test
    void every_table_with_an_org_enables_and_forces_row_level_security() {
        assertThat(world.texts(TENANT_TABLES + " and not (c.relrowsecurity and c.relforcerowsecurity)"))
                .isEmpty();
    }

    @Test
    void every_table_with_an_org_has_a_policy_and_no_policy_lets_the_application_see_all() {
        assertThat(world.texts(TENANT_TABLES + NO_PARTITION
                        + " and not exists (select from pg_policy p where p.polrelid = c.oid)"))
                .isEmpty();
        assertThat(world.texts("""
                        select tablename || ': ' || policyname from pg_policies
                        where schemaname = 'muster' and qual = 'true' and not roles = '{muster_owner}'""")).isEmpty();
    }

    @Test
    void every_table_has_rows_of_both_orgs_for_this_test_to_mean_something() {
        for (var table : tables(NO_PARTITION)) {
            for (var org : List.of(mine, theirs)) {
                assertThat(world.number("select count(*) from " + table + " where org_id = ?", org.id()))
                        .as("%s of %s", table, org.slug())
                        .isPositive();
            }
        }
    }

    @Test
    void without_a_scope_every_table_is_empty() throws SQLException {
        for (var table : tables(NO_PARTITION)) {
            try (var connection = Postgres.connect(Postgres.APP)) {
                assertThat(orgs(connection, table)).as(table).isEmpty();
            }
        }
        try (var connection = Postgres.connect(Postgres.APP)) {
            assertThat(texts(connection, "select slug from org")).isEmpty();
        }
    }

    @Test
    void in_the_scope_of_an_org_every_table_shows_that_org_and_no_other() throws SQLException {
        for (var table : tables(NO_PARTITION)) {
            try (var connection = scoped(mine)) {
                assertThat(orgs(connection, table)).as(table).containsOnly(mine.id());
            }
        }
        try (var connection = scoped(mine)) {
            assertThat(texts(connection, "select slug from org")).containsExactly(mine.slug());
        }
    }

    @Test
    void the_scope_ends_with_the_transaction() throws SQLException {
        try (var connection = scoped(mine)) {
            assertThat(orgs(connection, "device")).isNotEmpty();
            connection.commit();
            assertThat(orgs(connection, "device")).isEmpty();
        }
    }

    @Test
    void a_row_for_another_org_is_not_taken() throws SQLException {
        for (var table : tables(NO_PARTITION)) {
            try (var connection = scoped(mine)) {
                assertThatThrownBy(() -> copyToOtherOrg(connection, table))
                        .as(table)
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("row-level security");
            }
        }
    }

    @Test
    void a_row_is_not_moved_to_another_org() throws SQLException {
        for (var table : tables(NO_PARTITION + " and has_any_column_privilege('muster_app', c.oid, 'UPDATE')")) {
            try (var connection = scoped(mine);
                    var statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.executeUpdate("update " + table + " set org_id = " + theirs.id()))
                        .as(table)
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("row-level security");
            }
        }
    }

    @Test
    void rows_of_another_org_are_not_touched_even_by_their_key() throws SQLException {
        try (var connection = scoped(mine);
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("update device set label = 'taken' where org_id = " + theirs.id()))
                    .isZero();
            assertThat(statement.executeUpdate("delete from device_connection where org_id = " + theirs.id()))
                    .isZero();
        }
    }

    @Test
    void partitions_are_reached_through_their_table_only() throws SQLException {
        for (var partition : tables(" and c.relispartition")) {
            try (var connection = scoped(mine);
                    var statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.execute("select * from " + partition))
                        .as(partition)
                        .hasMessageContaining("permission denied");
            }
        }
    }

    @Test
    void the_partitions_that_the_application_has_made_ahead_are_protected_like_the_others() throws SQLException {
        var before = tables(" and c.relispartition");
        try (var connection = Postgres.connect(Postgres.APP)) {
            texts(connection, "select ensure_partitions(12)");
        }
        assertThat(tables(" and c.relispartition")).hasSizeGreaterThan(before.size());
        every_table_with_an_org_enables_and_forces_row_level_security();
        partitions_are_reached_through_their_table_only();
    }

    @Test
    void the_scope_of_a_device_shows_its_own_rows_only() throws SQLException {
        var device = world.text("select device_id from device where org_id = ? limit 1", theirs.id());
        try (var connection = Postgres.connect(Postgres.APP)) {
            connection.setAutoCommit(false);
            texts(connection, "select set_config('app.device_id', '" + device + "', true)");
            assertThat(texts(connection, "select device_id from device")).containsExactly(device);
            for (var table : List.of("device_channel", "device_credential", "command", "reading")) {
                assertThat(texts(
                                connection,
                                "select distinct d.device_id from " + table + " t join device d on d.id = t.device"))
                        .as(table)
                        .containsExactly(device);
            }
            assertThat(texts(connection, "select id from audit_entry")).isEmpty();
            assertThat(texts(connection, "select id from enrollment_key")).isEmpty();
            assertThat(texts(connection, "select person_id from membership")).isEmpty();
        }
    }

    @Test
    void the_platform_operator_sees_the_list_of_orgs_and_no_orgs_data() throws SQLException {
        try (var connection = Postgres.connect(Postgres.APP)) {
            connection.setAutoCommit(false);
            texts(connection, "select set_config('app.platform', 'on', true)");
            assertThat(texts(connection, "select slug from org")).contains(mine.slug(), theirs.slug());
            for (var table : tables(NO_PARTITION)) {
                assertThat(orgs(connection, table)).as(table).doesNotContain(mine.id(), theirs.id());
            }
        }
    }

    @Test
    void nonsense_as_a_scope_shows_nothing() throws SQLException {
        for (var nonsense : List.of("", "0", "-1")) {
            try (var connection = Postgres.connect(Postgres.APP)) {
                connection.setAutoCommit(false);
                texts(connection, "select set_config('app.org_id', '" + nonsense + "', true)");
                assertThat(orgs(connection, "device")).as(nonsense).isEmpty();
            }
        }
    }

    @Test
    void the_application_is_no_superuser_bypasses_nothing_and_owns_nothing() {
        assertThat(world.text("""
                        select concat_ws(' ', rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication)
                        from pg_roles where rolname = 'muster_app'""")).isEqualTo("f f f f f");
        assertThat(world.texts("""
                        select relname from pg_class where relowner = 'muster_app'::regrole
                        union all select proname from pg_proc where proowner = 'muster_app'::regrole
                        union all select nspname from pg_namespace where nspowner = 'muster_app'::regrole""")).isEmpty();
        assertThat(world.texts(
                        "select roleid::regrole::text from pg_auth_members where member = 'muster_app'::regrole"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table mine (id int)",
                "create table public.mine (id int)",
                "create schema mine",
                "alter table device disable row level security",
                "alter table device no force row level security",
                "alter table device add column x int",
                "create policy everything on device using (true)",
                "drop policy device_scope on device",
                "drop table device",
                "truncate device cascade",
                "alter role muster_app bypassrls",
                "set role muster_owner",
                "set session authorization muster_owner",
                "select make_partition('reading', 'x', 'default')",
                "select pg_read_file('/etc/passwd')",
                "copy device to program 'cat'"
            })
    void the_application_changes_no_schema_and_becomes_nobody_else(String attack) throws SQLException {
        try (var connection = Postgres.connect(Postgres.APP);
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(attack))
                    .isInstanceOf(SQLException.class)
                    .hasMessageMatching("(?s).*(permission denied|must be owner|must be able to SET ROLE).*");
        }
    }

    private List<String> tables(String condition) {
        return world.texts(TENANT_TABLES + condition + " order by 1");
    }

    /** A row of our own again, for the other org: what the policy alone must stop. */
    private void copyToOtherOrg(Connection connection, String table) throws SQLException {
        var columns = world.texts("""
                select a.attname from pg_attribute a where a.attrelid = ?::text::regclass and a.attnum > 0
                and not a.attisdropped and a.attidentity = '' and a.attgenerated = '' order by a.attnum""", "muster." + table);
        var values = columns.stream()
                .map(column -> Map.of("org_id", theirs.id() + "::bigint").getOrDefault(column, "t." + column))
                .toList();
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("insert into " + table + " (" + String.join(", ", columns) + ") select "
                    + String.join(", ", values) + " from " + table + " t limit 1");
        }
    }

    private static Connection scoped(World.Org org) throws SQLException {
        var connection = Postgres.connect(Postgres.APP);
        connection.setAutoCommit(false);
        texts(
                connection,
                "select set_config('app.org_id', '" + org.id() + "', true), set_config('app.wide', 'on', true)");
        return connection;
    }

    private static List<Long> orgs(Connection connection, String table) throws SQLException {
        return texts(connection, "select distinct org_id from " + table + " where org_id is not null").stream()
                .map(Long::valueOf)
                .toList();
    }

    private static List<String> texts(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }
}
