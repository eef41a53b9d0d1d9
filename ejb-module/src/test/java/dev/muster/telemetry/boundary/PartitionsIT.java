package dev.muster.telemetry.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.testbed.Postgres;
import dev.muster.testbed.ServerTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One day whose partition cannot be made keeps no other day from its own. */
class PartitionsIT extends ServerTest {

    private static final LocalDate BLOCKED = LocalDate.now(ZoneOffset.UTC).plusDays(21);

    private Connection connection;

    /** Rolled back at the end: the other tests share the tables. */
    @BeforeEach
    void a_transaction() throws SQLException {
        connection = Postgres.connect(Postgres.SUPERUSER);
        connection.setAutoCommit(false);
    }

    @AfterEach
    void undo() throws SQLException {
        connection.rollback();
        connection.close();
    }

    @Test
    void a_day_with_rows_in_the_default_partition_stays_there_and_the_other_days_get_theirs() throws SQLException {
        execute("insert into reading (device, ts, seq, data) values (-1, '" + BLOCKED + "T12:00:00Z', 1, '{}')");

        execute("select ensure_partitions(22)");

        assertThat(exists("reading", BLOCKED)).isFalse();
        assertThat(exists("reading", BLOCKED.minusDays(1))).isTrue();
        assertThat(exists("reading", BLOCKED.plusDays(1))).isTrue();
        assertThat(exists("device_event", BLOCKED)).isTrue();
        assertThat(exists("device_log", BLOCKED)).isTrue();
        assertThat(text("select tableoid::regclass::text from reading where device = -1"))
                .isEqualTo("reading_default");
    }

    @Test
    void more_than_a_month_ahead_is_refused() {
        assertThatThrownBy(() -> execute("select ensure_partitions(32)")).hasMessageContaining("1 to 31");
    }

    private boolean exists(String table, LocalDate day) throws SQLException {
        var name = table + "_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
        return text("select to_regclass('" + name + "')::text") != null;
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String text(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
