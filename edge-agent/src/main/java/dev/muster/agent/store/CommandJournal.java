package dev.muster.agent.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.Json;
import dev.muster.protocol.WireCommand;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The commands this device has been given, across restarts: written down before acting, the result before it is sent.
 * A command handed out again is answered from here and not run again. Results kept are bounded by age, number and size,
 * and only those the server has go. Thread-safe.
 */
public final class CommandJournal {

    private static final Duration KEEP = Duration.ofDays(30);
    private static final int KEEP_ROWS = 10_000;
    private static final int KEEP_BYTES = 4 * 1024 * 1024;
    private static final int PRUNE_EACH = 64;

    /** Orders commands: the time of day would not, where the clock jumps. */
    private static final String NUMBER = "command";

    private final QueueDb db;
    private final Clock clock;
    private final AgeClock age;
    private int sincePrune;

    /** One remembered command; {@code startedAt} and {@code result} are null until then. */
    public record Entry(WireCommand command, Instant startedAt, CommandResult result) {}

    public CommandJournal(QueueDb db, Clock clock, AgeClock age) {
        this.db = db;
        this.clock = clock;
        this.age = age;
    }

    public Optional<Entry> find(UUID id) {
        return db.call(c -> select(c, "WHERE id = ?", statement -> statement.setString(1, id.toString())).stream()
                .findFirst());
    }

    /** The device has the command and will not forget it. */
    public void received(WireCommand command) {
        db.call(c -> {
            try (var insert = c.prepareStatement(
                    "INSERT OR IGNORE INTO command (id, body, received_at, n) VALUES (?, ?, ?, ?)")) {
                var number = Meta.get(c, NUMBER) + 1;
                Meta.put(c, NUMBER, number);
                insert.setString(1, command.id().toString());
                insert.setString(2, Json.write(command));
                insert.setLong(3, age.millis());
                insert.setLong(4, number);
                return insert.executeUpdate();
            }
        });
        prune();
    }

    /** From here on it may have had its effect. */
    public Instant started(UUID id) {
        var now = clock.instant();
        db.call(c -> update(c, "UPDATE command SET started_at = ? WHERE id = ?", statement -> {
            statement.setLong(1, now.toEpochMilli());
            statement.setString(2, id.toString());
        }));
        return now;
    }

    public void finished(CommandResult result) {
        db.call(c -> update(c, "UPDATE command SET finished_at = ?, result = ? WHERE id = ?", statement -> {
            statement.setLong(1, result.finishedAt().toEpochMilli());
            statement.setString(2, Json.write(result));
            statement.setString(3, result.id().toString());
        }));
    }

    /** The server has this result. */
    public void delivered(UUID id) {
        db.call(c -> update(
                c,
                "UPDATE command SET delivered = 1 WHERE id = ?",
                statement -> statement.setString(1, id.toString())));
    }

    /** Results the server is not known to have, oldest first. */
    public List<CommandResult> undelivered() {
        return db
                .call(c -> select(
                        c,
                        "WHERE delivered = 0 AND result IS NOT NULL ORDER BY n, received_at LIMIT 100",
                        statement -> {}))
                .stream()
                .map(Entry::result)
                .toList();
    }

    /** Commands without a result, in the order in which they came. */
    public List<Entry> unfinished() {
        return db.call(
                c -> select(c, "WHERE delivered = 0 AND result IS NULL ORDER BY n, received_at", statement -> {}));
    }

    private void prune() {
        sincePrune++;
        if (sincePrune < PRUNE_EACH) {
            return;
        }
        sincePrune = 0;
        db.call(c -> {
            update(
                    c,
                    "DELETE FROM command WHERE delivered = 1 AND received_at < ?",
                    statement -> statement.setLong(1, age.before(KEEP)));
            return update(c, """
                    DELETE FROM command WHERE id IN (
                      SELECT id FROM (
                        SELECT id, row_number() OVER newest AS place,
                          sum(length(body) + length(result)) OVER newest AS size
                        FROM command WHERE delivered = 1
                        WINDOW newest AS (ORDER BY n DESC, received_at DESC ROWS UNBOUNDED PRECEDING))
                      WHERE place > ? OR size > ?)
                    """, statement -> {
                statement.setInt(1, KEEP_ROWS);
                statement.setInt(2, KEEP_BYTES);
            });
        });
    }

    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    private static int update(Connection c, String sql, Binding binding) throws SQLException {
        try (var statement = c.prepareStatement(sql)) {
            binding.bind(statement);
            return statement.executeUpdate();
        }
    }

    private static List<Entry> select(Connection c, String where, Binding binding) throws SQLException {
        try (var statement = c.prepareStatement("SELECT body, started_at, result FROM command " + where)) {
            binding.bind(statement);
            var found = new ArrayList<Entry>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(entry(rows));
                }
            }
            return found;
        }
    }

    private static Entry entry(ResultSet row) throws SQLException {
        try {
            var command = Json.read(row.getString(1), WireCommand.class);
            var started = row.getLong(2);
            var startedAt = row.wasNull() ? null : Instant.ofEpochMilli(started);
            var result = row.getString(3);
            return new Entry(command, startedAt, result == null ? null : Json.read(result, CommandResult.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the queue holds a command that is no JSON", e);
        }
    }
}
