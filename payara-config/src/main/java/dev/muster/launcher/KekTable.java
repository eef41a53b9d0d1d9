package dev.muster.launcher;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** What the database knows of key-encryption keys, asked from beside the server and as its own role. */
record KekTable(Database database) {

    private static final String NO_SUCH_TABLE = "42P01";
    private static final String LOCK_NOT_HAD = "55P03";

    /**
     * A key by its id in hex.
     *
     * @param retired null while it is in use
     * @param left values under it; not counted for the newest and the retired ones
     */
    record Entry(String id, boolean newest, OffsetDateTime begun, OffsetDateTime retired, long left) {

        boolean isFormer() {
            return !newest && retired == null;
        }
    }

    /** Oldest first. */
    List<Entry> entries() {
        return inTransaction(connection -> {
            try (var statement = connection.prepareStatement("""
                            select encode(k.key_id, 'hex') as id, n.newest, k.begun_at, k.retired_at,
                                   case when k.retired_at is null and not n.newest
                                       then muster.values_under(k.key_id) else 0 end as held
                            from muster.kek k, lateral (select k.retired_at is null and not exists (select from muster.kek l
                                where l.ordinal > k.ordinal and l.retired_at is null) as newest) n
                            where k.key_id is not null order by k.ordinal""");
                    var rows = statement.executeQuery()) {
                var found = new ArrayList<Entry>();
                while (rows.next()) {
                    found.add(new Entry(
                            rows.getString("id"),
                            rows.getBoolean("newest"),
                            rows.getObject("begun_at", OffsetDateTime.class),
                            rows.getObject("retired_at", OffsetDateTime.class),
                            rows.getLong("held")));
                }
                return found;
            }
        });
    }

    /** How many values are still under it; with none it is retired, and the audit has it. */
    long retire(String id) {
        return inTransaction(connection -> {
            long left;
            try (var statement = prepare(connection, "select muster.kek_retire(decode(?, 'hex'))", id);
                    var rows = statement.executeQuery()) {
                rows.next();
                left = rows.getLong(1);
            }
            if (left == 0) {
                try (var statement = prepare(connection, """
                        insert into muster.audit_entry (actor_kind, actor_id, actor_name, action, target_kind, target_id)
                        values ('SYSTEM', 'launcher', 'muster rotate-kek', 'kek.rotation-finished', 'kek', ?)""", id)) {
                    statement.executeUpdate();
                }
            }
            return left;
        });
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> T inTransaction(Work<T> work) {
        try (var connection = database.connect()) {
            connection.setAutoCommit(false);
            try (var statement = prepare(connection, "select set_config('app.platform', ?, true)", "on")) {
                statement.execute();
            }
            var result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLException e) {
            throw new StartRefused(
                    switch (String.valueOf(e.getSQLState())) {
                        case NO_SUCH_TABLE -> "the schema is not current: start Muster first";
                        case LOCK_NOT_HAD -> "the server is busy sealing: try again";
                        default -> "the database says " + e.getMessage().replaceAll("\\s+", " ");
                    },
                    e);
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, String value) throws SQLException {
        var statement = connection.prepareStatement(sql);
        statement.setString(1, value);
        return statement;
    }
}
