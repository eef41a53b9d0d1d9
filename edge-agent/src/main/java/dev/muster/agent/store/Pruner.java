package dev.muster.agent.store;

import dev.muster.agent.store.Drops.Reason;
import java.sql.Connection;
import java.sql.SQLException;

/** Keeps the queue within its bounds. Every method is part of the caller's transaction. */
final class Pruner {

    /** Events given up at a time until there is room. */
    private static final int SHARE = 100;

    /** What is never given up may take so many times the room before new events are refused. */
    private static final int CEILING = 2;

    private static final String USED = """
            SELECT (page_count - freelist_count) * page_size
            FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()
            """;

    private final QueueBounds bounds;

    Pruner(QueueBounds bounds) {
        this.bounds = bounds;
    }

    /** Gives up what is beyond the bounds and says how many events that were. */
    long prune(Connection c, AgeClock age, boolean inMemory) throws SQLException {
        var byAge = 0L;
        for (var table : EventTable.values()) {
            byAge += table.deleteBefore(c, Worth.TELEMETRY, age.before(bounds.age()));
        }
        Drops.count(c, Reason.AGE, byAge);
        var bySize = 0L;
        for (var more = 1L; more > 0 && used(c) > limit(inMemory); bySize += more) {
            more = giveUp(c, Worth.TELEMETRY);
            more = more > 0 ? more : giveUp(c, Worth.PRODUCTION);
        }
        Drops.count(c, inMemory ? Reason.DISK : Reason.SIZE, bySize);
        return byAge + bySize;
    }

    /** Whether even what is never given up has left no room for more. */
    boolean isFull(Connection c, boolean inMemory) throws SQLException {
        return used(c) > CEILING * limit(inMemory);
    }

    private long limit(boolean inMemory) {
        return inMemory ? bounds.memoryBytes() : bounds.bytes();
    }

    /** From the table with the oldest. */
    private static long giveUp(Connection c, Worth worth) throws SQLException {
        var waiting = EventTable.WAITING.oldest(c, worth) <= EventTable.HELD.oldest(c, worth);
        return (waiting ? EventTable.WAITING : EventTable.HELD).deleteOldest(c, worth, SHARE);
    }

    private static long used(Connection c) throws SQLException {
        try (var statement = c.createStatement();
                var row = statement.executeQuery(USED)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
