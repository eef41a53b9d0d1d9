package dev.muster.agent.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;

/**
 * The numbers that grow and never come back: event {@code seq}, check-in {@code seq}, error-log entries, nonces. They
 * live in the queue, with {@link HighWater} as a second witness.
 */
public final class Sequences {

    private static final String EVENT = "event_seq";
    private static final String CHECKIN = "checkin_seq";
    private static final String ENTRY = "errlog_entry";
    private static final String NONCE = "nonce";

    private final QueueDb db;
    private final HighWater highWater;
    private final Clock clock;
    private final Map<String, Long> floor = new ConcurrentHashMap<>();

    /** @param enrolledBefore whether this device has a past, even where its queue knows nothing of it */
    public Sequences(QueueDb db, Path dataDir, Clock clock, boolean enrolledBefore, Logger log) {
        this.db = db;
        this.clock = clock;
        this.highWater = new HighWater(dataDir, log);
        db.call(c -> {
            catchUp(c, enrolledBefore);
            return null;
        });
    }

    /** The last event number given out. */
    public long lastEvent() {
        return db.call(c -> Meta.get(c, EVENT));
    }

    /** A nonce never used before: microseconds of the clock, or one more than the last where that went back. */
    public long nextNonce() {
        return db.call(c -> {
            var now = clock.instant();
            var micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
            floor.merge(NONCE, micros - 1, Math::max);
            return take(c, NONCE);
        });
    }

    long takeEvent(Connection c) throws SQLException {
        var next = take(c, EVENT);
        highWater.coverEvent(next);
        return next;
    }

    /** No event number up to this one will be given out any more. */
    void skipEventsTo(Connection c, long seq) throws SQLException {
        if (seq > Meta.get(c, EVENT)) {
            Meta.put(c, EVENT, seq);
            floor.merge(EVENT, seq, Math::max);
            highWater.coverEvent(seq);
        }
    }

    long takeCheckIn(Connection c) throws SQLException {
        var next = take(c, CHECKIN);
        highWater.coverCheckIn(next);
        return next;
    }

    long takeEntry(Connection c) throws SQLException {
        return take(c, ENTRY);
    }

    /** The floor is for a queue that was lost while the agent ran. */
    private long take(Connection c, String name) throws SQLException {
        var next = Math.max(Meta.get(c, name), floor.getOrDefault(name, 0L)) + 1;
        Meta.put(c, name, next);
        floor.put(name, next);
        return next;
    }

    /**
     * A queue whose numbers lie more than a block behind the high-water mark is a fresh or an old one. Where even the
     * mark is gone, the clock's seconds are far above anything counted one by one.
     */
    private void catchUp(Connection c, boolean enrolledBefore) throws SQLException {
        if (Meta.get(c, EVENT) + HighWater.BLOCK < highWater.event()) {
            Meta.put(c, EVENT, highWater.event());
        }
        if (Meta.get(c, CHECKIN) + HighWater.BLOCK < highWater.checkIn()) {
            Meta.put(c, CHECKIN, highWater.checkIn());
        }
        if (db.isFresh() && enrolledBefore && !highWater.isKnown()) {
            var seconds = clock.instant().getEpochSecond();
            Meta.put(c, EVENT, Math.max(seconds, Meta.get(c, EVENT)));
            Meta.put(c, CHECKIN, Math.max(seconds, Meta.get(c, CHECKIN)));
        }
    }
}
