package dev.muster.agent.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.DeviceEvent;
import dev.muster.protocol.Json;
import dev.muster.protocol.Limits;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Events the server has not acknowledged yet, by {@code seq}. Bounded: beyond {@link Bounds} the oldest telemetry goes
 * first, other events only when no telemetry is left. Thread-safe.
 */
public final class Outbox {

    /** Room that a single event may take on the wire, leaving some for the batch around it. */
    private static final int EVENT_BYTES = Limits.SOCKET_MESSAGE_BYTES - 1024;

    private static final int PRUNE_EACH = 100;

    private final QueueDb db;
    private final Sequences sequences;
    private final Clock clock;
    private final Bounds bounds;
    private final Logger log;
    private final long lastOfEarlierRuns;
    private long sentInThisRun;
    private long dropped;
    private int sincePrune;

    /** How much may wait, and for how long. */
    public record Bounds(int rows, Duration age) {
        public static final Bounds USUAL = new Bounds(50_000, Duration.ofDays(30));
    }

    /** One waiting event as it goes over the wire. */
    public record Entry(long seq, String body) {}

    public Outbox(QueueDb db, Sequences sequences, Clock clock, Bounds bounds, Logger log) {
        this.db = db;
        this.sequences = sequences;
        this.clock = clock;
        this.bounds = bounds;
        this.log = log;
        this.lastOfEarlierRuns = sequences.lastEvent();
        this.sentInThisRun = lastOfEarlierRuns;
    }

    /** Keeps one event; see {@link #addAll}. */
    public void add(LongFunction<? extends DeviceEvent> event) {
        addAll(List.of(event));
    }

    /** Gives each event its {@code seq} and keeps them all in one commit. On return they survive a power cut. */
    public synchronized void addAll(List<? extends LongFunction<? extends DeviceEvent>> events) {
        db.call(c -> {
            for (var event : events) {
                insert(c, event.apply(sequences.takeEvent(c)));
            }
            return null;
        });
        sincePrune += events.size();
        if (sincePrune >= PRUNE_EACH) {
            sincePrune = 0;
            prune();
        }
    }

    /** Waiting events above {@code seq} in order, at most so many and so many bytes, but at least one. */
    public synchronized List<Entry> after(long seq, int limit, int bytes) {
        return db.call(c -> {
            var found = new ArrayList<Entry>();
            try (var select = c.prepareStatement("SELECT seq, body FROM event WHERE seq > ? ORDER BY seq LIMIT ?")) {
                select.setLong(1, seq);
                select.setInt(2, limit);
                try (var rows = select.executeQuery()) {
                    var size = 0;
                    while (rows.next()) {
                        var entry = new Entry(rows.getLong(1), rows.getString(2));
                        size += utf8(entry.body()) + 1;
                        if (size > bytes && !found.isEmpty()) {
                            break;
                        }
                        found.add(entry);
                    }
                }
            }
            return found;
        });
    }

    /** To be told before an event leaves: from then on the server may have it. */
    public synchronized void sending(long upTo) {
        sentInThisRun = Math.max(sentInThisRun, upTo);
    }

    /** Drops what the server has committed. It cannot have committed what was never sent. */
    public synchronized void acknowledge(long upTo) {
        delete("seq <= ?", Math.min(upTo, sentInThisRun));
    }

    /** Drops one event that the server refused: sending it again would be refused again. */
    public synchronized void refuse(long seq) {
        delete("seq = ?", seq);
    }

    /**
     * Takes the server's word on what it has. Events up to {@code resume} are dropped, but for those made since this
     * start and never sent: their numbers collide with ones from a past this queue has lost, so they get new ones.
     */
    public synchronized void resume(long resume) {
        db.call(c -> {
            deleteIn(c, "seq <= ?", Math.min(resume, sentInThisRun));
            sequences.skipEventsTo(c, resume);
            renumber(c, resume);
            return null;
        });
    }

    public synchronized long size() {
        return db.call(c -> count(c, "SELECT count(*) FROM event"));
    }

    /** Events given up for want of room since this start. */
    public synchronized long dropped() {
        return dropped;
    }

    /** The number of the next entry of the device's own error log. */
    public synchronized long nextErrorEntry() {
        return db.call(sequences::takeEntry);
    }

    private void insert(Connection c, DeviceEvent event) throws SQLException {
        var body = Json.write(event);
        if (utf8(body) > EVENT_BYTES) {
            dropped++;
            log.log(Level.WARNING, "an event is too large to send and was dropped: {0}", event.getClass());
            return;
        }
        try (var insert = c.prepareStatement("INSERT INTO event VALUES (?, ?, ?, ?)")) {
            insert.setLong(1, event.seq());
            insert.setLong(2, clock.millis());
            insert.setInt(3, isTelemetry(event) ? 1 : 0);
            insert.setString(4, body);
            insert.executeUpdate();
        }
    }

    private static boolean isTelemetry(DeviceEvent event) {
        return event instanceof DeviceEvent.Reading
                || event instanceof DeviceEvent.Status
                || event instanceof DeviceEvent.LogLine;
    }

    private void renumber(Connection c, long upTo) throws SQLException {
        var colliding = new ArrayList<Entry>();
        try (var select = c.prepareStatement("SELECT seq, body FROM event WHERE seq <= ? ORDER BY seq")) {
            select.setLong(1, upTo);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    colliding.add(new Entry(rows.getLong(1), rows.getString(2)));
                }
            }
        }
        for (var entry : colliding) {
            var seq = sequences.takeEvent(c);
            try (var update = c.prepareStatement("UPDATE event SET seq = ?, body = ? WHERE seq = ?")) {
                update.setLong(1, seq);
                update.setString(2, withSeq(entry.body(), seq));
                update.setLong(3, entry.seq());
                update.executeUpdate();
            }
        }
    }

    private static String withSeq(String body, long seq) {
        try {
            return Json.read(body, ObjectNode.class).put("seq", seq).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the queue holds an event that is no JSON", e);
        }
    }

    private void prune() {
        long gone = db.call(c -> {
            var old = clock.instant().minus(bounds.age()).toEpochMilli();
            var lost = deleteIn(c, "telemetry = 1 AND at < ?", old);
            var over = count(c, "SELECT count(*) FROM event") - bounds.rows();
            lost += over > 0 ? deleteOldest(c, "WHERE telemetry = 1", over) : 0;
            over = count(c, "SELECT count(*) FROM event") - bounds.rows();
            return lost + (over > 0 ? deleteOldest(c, "", over) : 0);
        });
        if (gone > 0) {
            dropped += gone;
            log.log(Level.WARNING, "the queue is full: {0} of the oldest events were given up", gone);
        }
    }

    private void delete(String where, long argument) {
        db.call(c -> deleteIn(c, where, argument));
    }

    private static long deleteIn(Connection c, String where, long argument) throws SQLException {
        try (var delete = c.prepareStatement("DELETE FROM event WHERE " + where)) {
            delete.setLong(1, argument);
            return delete.executeUpdate();
        }
    }

    private static long deleteOldest(Connection c, String where, long rows) throws SQLException {
        return deleteIn(c, "seq IN (SELECT seq FROM event " + where + " ORDER BY seq LIMIT ?)", rows);
    }

    private static long count(Connection c, String select) throws SQLException {
        try (var statement = c.createStatement();
                var row = statement.executeQuery(select)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
