package dev.muster.agent.store;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongFunction;

/**
 * The one check-in that may be under way. It is kept letter by letter until its answer is in, because a check-in whose
 * answer was lost has to be repeated with the same number and the same content: the server stores nothing of a repeat.
 */
public final class CheckInLedger {

    private final QueueDb db;
    private final Sequences sequences;

    /**
     * @param upTo highest event in it
     * @param results commands whose results are in it
     */
    public record Pending(long seq, String body, long upTo, List<UUID> results) {}

    public CheckInLedger(QueueDb db, Sequences sequences) {
        this.db = db;
        this.sequences = sequences;
    }

    public Optional<Pending> pending() {
        return db.call(c -> {
            try (var statement = c.createStatement();
                    var row = statement.executeQuery(
                            "SELECT seq, body, up_to, results FROM checkin ORDER BY seq LIMIT 1")) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(
                        new Pending(row.getLong(1), row.getString(2), row.getLong(3), ids(row.getString(4))));
            }
        });
    }

    /** Writes down a new check-in before it leaves; {@code body} gets the number it has. */
    public Pending begin(LongFunction<String> body, long upTo, List<UUID> results) {
        return db.call(c -> {
            var seq = sequences.takeCheckIn(c);
            var pending = new Pending(seq, body.apply(seq), upTo, results);
            try (var insert = c.prepareStatement("INSERT INTO checkin VALUES (?, ?, ?, ?)")) {
                insert.setLong(1, seq);
                insert.setString(2, pending.body());
                insert.setLong(3, upTo);
                insert.setString(
                        4, String.join(" ", results.stream().map(UUID::toString).toList()));
                insert.executeUpdate();
            }
            return pending;
        });
    }

    /** The answer is in, or the server will never take it. */
    public void done() {
        db.call(c -> {
            try (var statement = c.createStatement()) {
                return statement.executeUpdate("DELETE FROM checkin");
            }
        });
    }

    private static List<UUID> ids(String joined) {
        return joined.isEmpty()
                ? List.of()
                : Arrays.stream(joined.split(" ")).map(UUID::fromString).toList();
    }
}
