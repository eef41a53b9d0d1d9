package dev.muster.agent.store;

import java.sql.Connection;
import java.sql.SQLException;

/** Named numbers inside the queue. */
final class Meta {

    private Meta() {}

    static long get(Connection connection, String name) throws SQLException {
        try (var select = connection.prepareStatement("SELECT value FROM meta WHERE name = ?")) {
            select.setString(1, name);
            try (var row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    static void put(Connection connection, String name, long value) throws SQLException {
        try (var upsert = connection.prepareStatement("INSERT OR REPLACE INTO meta VALUES (?, ?)")) {
            upsert.setString(1, name);
            upsert.setLong(2, value);
            upsert.executeUpdate();
        }
    }
}
