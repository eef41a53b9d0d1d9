package dev.muster.platform;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * SQL in the current transaction. Statements are text blocks beside the use case that sends them; rows become records.
 * Parameters: text, numbers, booleans, {@link Instant}, {@link UUID}, {@code byte[]}, enums (by name), arrays and null.
 */
@ApplicationScoped
public class Sql {

    @Resource(lookup = "jdbc/muster")
    private DataSource source;

    @Inject
    private Meters meters;

    /** Makes a value of one row. */
    @FunctionalInterface
    public interface RowMapper<T> {
        T map(Row row) throws SQLException;
    }

    public <T> List<T> query(String sql, RowMapper<T> mapper, Object... parameters) {
        return run(sql, parameters, statement -> {
            try (var rows = statement.executeQuery()) {
                var found = new ArrayList<T>();
                var row = new Row(rows);
                while (rows.next()) {
                    found.add(mapper.map(row));
                }
                return found;
            }
        });
    }

    /** The one row, or empty; a second row is a defect. */
    public <T> Optional<T> one(String sql, RowMapper<T> mapper, Object... parameters) {
        var found = query(sql, mapper, parameters);
        if (found.size() > 1) {
            throw new IllegalStateException("more than one row for: " + sql);
        }
        return found.stream().findFirst();
    }

    /** Rows changed. */
    public int update(String sql, Object... parameters) {
        return run(sql, parameters, PreparedStatement::executeUpdate);
    }

    private <T> T run(String sql, Object[] parameters, Work<T> work) {
        meters.add(Count.SQL_STATEMENTS, 1);
        try (var connection = source.getConnection();
                var statement = connection.prepareStatement(sql)) {
            bind(connection, statement, parameters);
            return work.on(statement);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, Object[] parameters)
            throws SQLException {
        for (var i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, bindable(connection, parameters[i]));
        }
    }

    private static Object bindable(Connection connection, Object value) throws SQLException {
        if (value instanceof Instant instant) {
            return instant.atOffset(ZoneOffset.UTC);
        }
        if (value instanceof String text) {
            return storable(text);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Instant[] instants) {
            return array(connection, "timestamptz", texts(instants));
        }
        if (value instanceof String[] texts) {
            return array(connection, "text", Stream.of(texts).map(Sql::storable).toArray());
        }
        if (value instanceof Long[] numbers) {
            return array(connection, "bigint", numbers);
        }
        if (value instanceof Integer[] numbers) {
            return array(connection, "integer", numbers);
        }
        if (value instanceof UUID[] ids) {
            return array(connection, "uuid", ids);
        }
        if (value instanceof Boolean[] flags) {
            return array(connection, "boolean", flags);
        }
        if (value instanceof byte[][] bytes) {
            return array(connection, "bytea", bytes);
        }
        return value;
    }

    /** PostgreSQL has no place for NUL, and one from a device must not stop all that came with it. */
    private static String storable(String text) {
        return text == null ? null : text.replace('\0', '\uFFFD');
    }

    private static Array array(Connection connection, String type, Object[] values) throws SQLException {
        return connection.createArrayOf(type, values);
    }

    private static String[] texts(Instant[] instants) {
        var texts = new String[instants.length];
        for (var i = 0; i < instants.length; i++) {
            texts[i] = instants[i] == null ? null : instants[i].toString();
        }
        return texts;
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(PreparedStatement statement) throws SQLException;
    }
}
