package dev.muster.agent.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The queue's tables, and how they are opened and copied. */
final class Schema {

    static final List<String> TABLES = List.of("meta", "event", "held", "command", "checkin");

    private static final List<String> DDL = List.of(
            "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
            """
            CREATE TABLE IF NOT EXISTS event (
              seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, telemetry INTEGER NOT NULL, body TEXT NOT NULL)
            """,
            """
            CREATE TABLE IF NOT EXISTS held (
              n INTEGER PRIMARY KEY, at INTEGER NOT NULL, telemetry INTEGER NOT NULL, body TEXT NOT NULL)
            """,
            """
            CREATE TABLE IF NOT EXISTS command (
              id TEXT PRIMARY KEY, body TEXT NOT NULL, received_at INTEGER NOT NULL, started_at INTEGER,
              finished_at INTEGER, result TEXT, delivered INTEGER NOT NULL DEFAULT 0, n INTEGER NOT NULL DEFAULT 0)
              WITHOUT ROWID
            """,
            """
            CREATE TABLE IF NOT EXISTS checkin (
              seq INTEGER PRIMARY KEY, body TEXT NOT NULL, up_to INTEGER NOT NULL, results TEXT NOT NULL)
            """);

    private static final String OPEN_COMMANDS =
            "CREATE INDEX IF NOT EXISTS command_open ON command (n) WHERE delivered = 0";

    private Schema() {}

    /** Opens a database and makes its tables; {@code synchronous=FULL} because in WAL only that syncs a commit. */
    static Connection open(String url) throws SQLException {
        var connection = DriverManager.getConnection(url);
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout=5000");
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
            statement.execute("PRAGMA journal_size_limit=4194304");
            statement.execute("PRAGMA cache_size=-1024");
            for (var ddl : DDL) {
                statement.execute(ddl);
            }
            orderCommands(statement);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Queues of earlier agents ordered commands by the time of day. */
    private static void orderCommands(Statement statement) throws SQLException {
        try (var column =
                statement.executeQuery("SELECT count(*) FROM pragma_table_info('command') WHERE name = 'n'")) {
            if (column.getInt(1) > 0) {
                statement.execute(OPEN_COMMANDS);
                return;
            }
        }
        statement.execute("ALTER TABLE command ADD COLUMN n INTEGER NOT NULL DEFAULT 0");
        statement.execute(OPEN_COMMANDS);
    }

    /** Copies what can be read; a table that breaks off half-way keeps what came before. */
    static void copy(Connection from, Connection to, boolean salvage) throws SQLException {
        for (var table : TABLES) {
            try {
                copyTable(from, to, table);
            } catch (SQLException e) {
                if (!salvage) {
                    throw e;
                }
            }
        }
    }

    static void clear(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var table : TABLES) {
                statement.execute("DELETE FROM " + table);
            }
        }
    }

    private static void copyTable(Connection from, Connection to, String table) throws SQLException {
        try (var read = from.createStatement();
                var rows = read.executeQuery("SELECT * FROM " + table)) {
            var columns = rows.getMetaData().getColumnCount();
            var names = new ArrayList<String>();
            for (var i = 1; i <= columns; i++) {
                names.add(rows.getMetaData().getColumnName(i));
            }
            try (var write = to.prepareStatement("INSERT OR REPLACE INTO " + table + " (" + String.join(", ", names)
                    + ") VALUES (?" + ", ?".repeat(columns - 1) + ")")) {
                while (rows.next()) {
                    for (var i = 1; i <= columns; i++) {
                        write.setObject(i, rows.getObject(i));
                    }
                    write.executeUpdate();
                }
            }
        }
    }
}
