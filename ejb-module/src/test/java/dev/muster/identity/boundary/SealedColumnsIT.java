package dev.muster.identity.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.Kek;
import dev.muster.platform.Role;
import dev.muster.platform.Vault;
import dev.muster.testbed.Keks;
import dev.muster.testbed.Postgres;
import dev.muster.testbed.ServerTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database makes sure of, whoever asks: columns with sealed values, and who may do what with them. */
class SealedColumnsIT extends ServerTest {

    /** Bytes that nobody seals: hashes, and what says nothing. */
    private static final List<String> NOT_SEALED = List.of(
            "device_channel.nonce_seen",
            "enrollment_key.key_hash",
            "invitation.token_hash",
            "kek.key_id",
            "kek.sealed",
            "oidc_answer.state_hash",
            "password_reset.token_hash",
            "person_link.link_hash",
            "person_session.token_hash",
            "provision_token.token_hash",
            "recovery_code.code_hash",
            "remembered_answer.request_hash");

    @Inject
    private Keks keks;

    @Inject
    private Vault vault;

    @Test
    void every_column_of_bytes_is_entered_as_sealed_or_said_to_be_something_else() {
        assertThat(world.texts("""
                        select c.relname || '.' || a.attname from pg_attribute a
                        join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p') and not c.relispartition
                        join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'muster'
                        where a.atttypid = 'bytea'::regtype and not a.attisdropped and not exists (
                            select from sealed_column s where (s.table_name, s.column_name) = (c.relname, a.attname))
                        order by 1"""))
                .as("seal_column(table, column, purpose) in the migration that adds a sealed column")
                .isEqualTo(NOT_SEALED);
    }

    @Test
    void every_sealed_column_has_its_trigger_its_index_and_where_rows_are_protected_its_policy() {
        assertThat(world.number("select count(*) from sealed_column")).isGreaterThanOrEqualTo(9);
        assertThat(world.texts("""
                        select s.table_name || '.' || s.column_name from sealed_column s
                        join pg_class c on c.oid = s.table_name::regclass
                        join pg_attribute a on a.attrelid = c.oid and a.attname = s.column_name
                        where not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgenabled = 'O'
                                and t.tgfoid = 'sealed_under_known_kek'::regproc and t.tgattr::text = a.attnum::text)
                            or not exists (select from pg_indexes i where i.tablename = s.table_name
                                and i.indexdef like '%sealed_key(' || s.column_name || '))')
                            or (c.relrowsecurity and not exists (select from pg_policies p
                                where p.tablename = s.table_name and p.policyname = 'resealing'
                                    and p.roles = '{muster_owner}'))""")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select kek_begin('\\x00000001', '\\x00')",
                "select kek_identify('\\x00000001')",
                "select kek_retire('\\x00000001')",
                "select values_under('\\x00000001')",
                "select * from former_values('device_credential', 'secret', 10)",
                "select reseal('device_credential', 'secret', '(0,1)', '\\x00', '\\x00')"
            })
    void in_an_orgs_scope_or_in_none_the_functions_of_a_rotation_refuse(String call) throws SQLException {
        var org = world.org();
        for (var scope : List.of("select 1", "select set_config('app.org_id', '" + org.id() + "', true)")) {
            try (var connection = Postgres.connect(Postgres.APP)) {
                connection.setAutoCommit(false);
                texts(connection, scope);
                assertThatThrownBy(() -> texts(connection, call)).hasMessageContaining("are the platform's");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update kek set retired_at = now()",
                "delete from kek",
                "insert into kek (key_id, sealed) values ('\\x00000001', '\\x00')",
                "insert into sealed_column values ('person', 'password_hash', '''x''')",
                "update sealed_column set purpose = '''x'''",
                "select seal_column('person', 'password_hash', '''x''')",
                "update fingerprint_key set sealed = '\\x00'",
                "delete from fingerprint_key",
                "alter table device_credential disable trigger all",
                "set session_replication_role = replica"
            })
    void the_application_changes_none_of_it_past_the_functions(String attack) throws SQLException {
        try (var connection = Keks.platform();
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(attack))
                    .hasMessageMatching("(?s).*(permission denied|must be owner).*");
        }
    }

    @Test
    void while_no_rotation_is_under_way_the_platform_reads_and_changes_nothing_by_them() throws SQLException {
        var device = world.device(world.person(Role.MANAGER));
        var sealed = sealed(device.device());
        try (var connection = Keks.platform()) {
            for (var column : world.texts("select table_name || ''', ''' || column_name from sealed_column")) {
                assertThat(texts(connection, "select sealed from former_values('" + column + "', 10)"))
                        .isEmpty();
            }
            assertThatThrownBy(() -> reseal(connection, device.device(), sealed, sealed))
                    .hasMessageContaining("not the same value");
        }
        try (var connection = Keks.platform()) {
            assertThatThrownBy(() -> texts(connection, "select sealed from former_values('person', 'email', 10)"))
                    .hasMessageContaining("person.email has no sealed values");
        }
    }

    @Test
    void in_a_rotation_only_a_value_of_that_length_under_the_newest_key_takes_the_place_of_the_one_that_is_there()
            throws SQLException {
        var manager = world.person(Role.MANAGER);
        var device = world.device(manager);
        var moved = world.device(manager);
        var next = keks.another();
        var newest = keks.begunElsewhere(next);
        try {
            var former = sealed(device.device());
            var purpose = "device-secret:" + device.device();
            var resealed = newest.seal(purpose, device.secret());
            refused(device.device(), former, Kek.read(keks.current()).seal(purpose, device.secret()));
            refused(device.device(), former, newest.seal(purpose, new byte[31]));
            refused(device.device(), resealed, resealed);
            refused(device.device(), new byte[0], resealed);
            try (var connection = Keks.platform()) {
                assertThat(reseal(connection, moved.device(), former, resealed))
                        .as("another row")
                        .isFalse();
                assertThatThrownBy(() -> texts(
                                connection,
                                "select reseal('person', 'password_hash', '(0,1)', '\\x" + hex(former) + "', '\\x"
                                        + hex(resealed) + "')"))
                        .hasMessageContaining("not the same value");
            }
            try (var connection = Keks.platform()) {
                assertThat(reseal(connection, device.device(), former, resealed))
                        .isTrue();
                assertThatThrownBy(() -> reseal(connection, device.device(), resealed, resealed))
                        .as("what has been moved is out of reach")
                        .hasMessageContaining("not the same value");
            }
        } finally {
            keks.startWith(next);
            keks.finish();
        }
        assertThat(sealed(device.device())).startsWith(2).containsSequence(newest.id());
    }

    @Test
    void no_column_takes_a_value_under_a_key_that_is_unknown_or_retired_nor_one_that_is_not_sealed() {
        var device = world.device(world.person(Role.MANAGER)).device();
        var purpose = "device-secret:" + device;
        var retired = Kek.read(keks.current());
        var next = keks.another();
        keks.startWith(next);
        keks.finish();
        for (var value : List.of(
                retired.seal(purpose, new byte[32]),
                Kek.read(keks.another()).seal(purpose, new byte[32]),
                new byte[60],
                new byte[0])) {
            for (var column : List.of("secret", "previous_secret")) {
                assertThatThrownBy(() -> world.change(
                                "update device_credential set " + column + " = ? where device = ?", value, device))
                        .rootCause()
                        .hasMessageContaining("not sealed under a key-encryption key in use");
            }
        }
        world.change(
                "update device_credential set secret = ?, previous_secret = null where device = ?",
                vault.seal(purpose, new byte[32]),
                device);
    }

    private void refused(long device, byte[] former, byte[] resealed) throws SQLException {
        try (var connection = Keks.platform()) {
            assertThatThrownBy(() -> reseal(connection, device, former, resealed))
                    .hasMessageContaining("not the same value");
        }
    }

    private boolean reseal(Connection connection, long device, byte[] former, byte[] resealed) throws SQLException {
        var place = world.text("select ctid::text from device_credential where device = ?", device);
        return "t"
                .equals(texts(
                                connection,
                                "select reseal('device_credential', 'secret', '" + place + "', '\\x" + hex(former)
                                        + "', '\\x" + hex(resealed) + "')")
                        .get(0));
    }

    private byte[] sealed(long device) {
        return java.util.HexFormat.of()
                .parseHex(world.text("select encode(secret, 'hex') from device_credential where device = ?", device));
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }

    private static List<String> texts(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }
}
