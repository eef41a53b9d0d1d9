package dev.muster.agent.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Events of one table in the order of their number. Every method is part of the caller's transaction. */
enum EventTable {
    /** On their way to the server, by {@code seq}. */
    WAITING("event", "seq"),
    /** Not for the server at the moment, in the order in which they were made; no {@code seq} is theirs yet. */
    HELD("held", "n");

    /** Gives a body its number. */
    interface Numbering {
        Outbox.Entry number(String body) throws SQLException;
    }

    private record Row(long number, long at, int worth, String body) {}

    private static final int SHARE_ROWS = 1_000;
    private static final int SHARE_CHARS = 2 * 1024 * 1024;

    private final String table;
    private final String number;

    EventTable(String table, String number) {
        this.table = table;
        this.number = number;
    }

    void insert(Connection c, long seq, long at, Worth worth, String body) throws SQLException {
        insert(c, Long.valueOf(seq), at, worth.code(), body);
    }

    /** Behind all others of the table. */
    void append(Connection c, long at, Worth worth, String body) throws SQLException {
        insert(c, null, at, worth.code(), body);
    }

    private void insert(Connection c, Long key, long at, int worth, String body) throws SQLException {
        try (var insert = c.prepareStatement(
                "INSERT INTO " + table + " (" + number + ", at, telemetry, body) VALUES (?, ?, ?, ?)")) {
            insert.setObject(1, key);
            insert.setLong(2, at);
            insert.setInt(3, worth);
            insert.setString(4, body);
            insert.executeUpdate();
        }
    }

    /** Those above that number, at most so many and so many bytes, but at least one. */
    List<Outbox.Entry> after(Connection c, long above, int limit, int bytes) throws SQLException {
        var found = new ArrayList<Outbox.Entry>();
        try (var select = c.prepareStatement("SELECT " + number + ", body FROM " + table + " WHERE " + number
                + " > ? ORDER BY " + number + " LIMIT ?")) {
            select.setLong(1, above);
            select.setInt(2, limit);
            try (var rows = select.executeQuery()) {
                var size = 0;
                while (rows.next()) {
                    var entry = new Outbox.Entry(rows.getLong(1), rows.getString(2));
                    size += entry.body().getBytes(StandardCharsets.UTF_8).length + 1;
                    if (size > bytes && !found.isEmpty()) {
                        break;
                    }
                    found.add(entry);
                }
            }
        }
        return found;
    }

    boolean hasMoreThan(Connection c, long rows) throws SQLException {
        return value(c, "SELECT EXISTS (SELECT 1 FROM " + table + " ORDER BY " + number + " LIMIT 1 OFFSET ?)", rows)
                > 0;
    }

    long count(Connection c) throws SQLException {
        return value(c, "SELECT count(*) FROM " + table);
    }

    long deleteUpTo(Connection c, long upTo) throws SQLException {
        return delete(c, number + " <= ?", upTo);
    }

    long delete(Connection c, long one) throws SQLException {
        return delete(c, number + " = ?", one);
    }

    /** Those kept before {@code at}. Later ones stand behind them, so only the first are looked at. */
    long deleteBefore(Connection c, Worth worth, long at) throws SQLException {
        var gone = 0L;
        while (oldest(c, worth) < at) {
            gone += delete(c, number + " IN (" + first(worth) + " LIMIT " + SHARE_ROWS + ") AND at < ?", at);
        }
        return gone;
    }

    long deleteOldest(Connection c, Worth worth, long rows) throws SQLException {
        return delete(c, number + " IN (" + first(worth) + " LIMIT ?)", rows);
    }

    /** When the oldest of that worth was kept; {@link Long#MAX_VALUE} where there is none. */
    long oldest(Connection c, Worth worth) throws SQLException {
        var select = "SELECT coalesce((SELECT at FROM " + table + " WHERE telemetry = ? ORDER BY " + number
                + " LIMIT 1), " + Long.MAX_VALUE + ")";
        return value(c, select, worth.code());
    }

    /** Gives new numbers, higher ones, to those up to {@code upTo}. */
    void renumberUpTo(Connection c, long upTo, Numbering numbering) throws SQLException {
        for (var share = rows(c, upTo, SHARE_ROWS); !share.isEmpty(); share = rows(c, upTo, SHARE_ROWS)) {
            for (var row : share) {
                delete(c, row.number());
                var numbered = numbering.number(row.body());
                insert(c, numbered.seq(), row.at(), row.worth(), numbered.body());
            }
        }
    }

    /** Moves a share of the first, as old and of the same worth as they are. */
    void moveTo(EventTable other, Connection c, int limit, Numbering numbering) throws SQLException {
        for (var row : rows(c, Long.MAX_VALUE, limit)) {
            var numbered = numbering.number(row.body());
            other.insert(c, numbered.seq(), row.at(), row.worth(), numbered.body());
            delete(c, row.number());
        }
    }

    /** The first of those up to that number, no more than fit into a small memory. */
    private List<Row> rows(Connection c, long upTo, int limit) throws SQLException {
        var found = new ArrayList<Row>();
        try (var select = c.prepareStatement("SELECT " + number + ", at, telemetry, body FROM " + table + " WHERE "
                + number + " <= ? ORDER BY " + number + " LIMIT ?")) {
            select.setLong(1, upTo);
            select.setInt(2, limit);
            try (var rows = select.executeQuery()) {
                var size = 0;
                while (size < SHARE_CHARS && rows.next()) {
                    found.add(new Row(rows.getLong(1), rows.getLong(2), rows.getInt(3), rows.getString(4)));
                    size += found.get(found.size() - 1).body().length();
                }
            }
        }
        return found;
    }

    private String first(Worth worth) {
        return "SELECT " + number + " FROM " + table + " WHERE telemetry = " + worth.code() + " ORDER BY " + number;
    }

    private long delete(Connection c, String where, long argument) throws SQLException {
        try (var delete = c.prepareStatement("DELETE FROM " + table + " WHERE " + where)) {
            delete.setLong(1, argument);
            return delete.executeUpdate();
        }
    }

    private static long value(Connection c, String select, long... arguments) throws SQLException {
        try (var statement = c.prepareStatement(select)) {
            for (var i = 0; i < arguments.length; i++) {
                statement.setLong(i + 1, arguments[i]);
            }
            try (var row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }
}
