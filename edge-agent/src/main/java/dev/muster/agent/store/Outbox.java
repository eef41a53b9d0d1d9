package dev.muster.agent.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.agent.store.Drops.Reason;
import dev.muster.protocol.DeviceEvent;
import dev.muster.protocol.Json;
import dev.muster.protocol.Limits;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.LongFunction;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Events the server has not acknowledged yet, by {@code seq}. Bounded: beyond {@link QueueBounds} the oldest telemetry
 * goes first, what matters more later or never, and each that goes is counted. Thread-safe.
 *
 * <p>While it {@linkplain #hold holds}, readings, scans and prints are kept apart, in the order in which they were made
 * and without a {@code seq}: the server takes one that comes after a higher one for a repeat. They get theirs when they
 * are handed over, a share at a time as the server acknowledges, each share in one transaction: none is lost or sent
 * under two numbers. What the device says of itself goes on to the server meanwhile.
 */
public final class Outbox {

    /** Room that a single event may take on the wire, leaving some for the batch around it. */
    private static final int EVENT_BYTES = Limits.SOCKET_MESSAGE_BYTES - 1024;

    private static final int PRUNE_EACH = 100;

    /** Held events that are handed over at a time. */
    private static final int SHARE = 1_000;

    /** Stands in a held event until it has a number. */
    private static final long NO_NUMBER = 1;

    private final QueueDb db;
    private final Sequences sequences;
    private final AgeClock age;
    private final Pruner pruner;
    private final Logger log;
    private final long lastOfEarlierRuns;
    private long sentInThisRun;
    private int sincePrune;
    private boolean prunedInMemory;
    private boolean holding;

    /** One waiting event as it goes over the wire. */
    public record Entry(long seq, String body) {}

    public Outbox(QueueDb db, Sequences sequences, AgeClock age, QueueBounds bounds, Logger log) {
        this.db = db;
        this.sequences = sequences;
        this.age = age;
        this.pruner = new Pruner(bounds);
        this.log = log;
        this.lastOfEarlierRuns = sequences.lastEvent();
        this.sentInThisRun = lastOfEarlierRuns;
    }

    /** Whether data is kept back from the server from now on. What waits for it already still goes there. */
    public synchronized void hold(boolean data) {
        holding = data;
    }

    /** Keeps one event; see {@link #addAll}. */
    public void add(LongFunction<? extends DeviceEvent> event) {
        addAll(List.of(event));
    }

    /** Gives each event its {@code seq} and keeps them all in one commit. On return they survive a power cut. */
    public synchronized void addAll(List<? extends LongFunction<? extends DeviceEvent>> events) {
        db.call(c -> {
            if (pruner.isFull(c, db.isInMemory())) {
                Drops.count(c, db.isInMemory() ? Reason.DISK : Reason.SIZE, events.size());
                return null;
            }
            for (var event : events) {
                insert(c, event);
            }
            return null;
        });
        sincePrune += events.size();
        if (sincePrune >= PRUNE_EACH || db.isInMemory() != prunedInMemory) {
            prune();
        }
    }

    /** Waiting events above {@code seq} in order, at most so many and so many bytes, but at least one. */
    public synchronized List<Entry> after(long seq, int limit, int bytes) {
        return db.call(c -> {
            handOver(c);
            return EventTable.WAITING.after(c, seq, limit, bytes);
        });
    }

    /** To be told before an event leaves: from then on the server may have it. */
    public synchronized void sending(long upTo) {
        sentInThisRun = Math.max(sentInThisRun, upTo);
    }

    /** Drops what the server has committed. It cannot have committed what was never sent. */
    public synchronized void acknowledge(long upTo) {
        var sent = Math.min(upTo, sentInThisRun);
        db.call(c -> EventTable.WAITING.deleteUpTo(c, sent));
    }

    /** Drops one event that the server refused: sending it again would be refused again. */
    public synchronized void refuse(long seq) {
        db.call(c -> EventTable.WAITING.delete(c, seq));
    }

    /**
     * Takes the server's word on what it has. Events up to {@code resume} are dropped, but for those made since this
     * start and never sent: their numbers collide with ones from a past this queue has lost, so they get new ones.
     */
    public synchronized void resume(long resume) {
        db.call(c -> {
            EventTable.WAITING.deleteUpTo(c, Math.min(resume, sentInThisRun));
            sequences.skipEventsTo(c, resume);
            renumber(c, resume);
            return null;
        });
    }

    /** Events that are on their way to the server. */
    public synchronized long size() {
        return db.call(c -> EventTable.WAITING.count(c) + (holding ? 0 : EventTable.HELD.count(c)));
    }

    /** Events that are kept back from the server. */
    public synchronized long held() {
        return holding ? db.call(EventTable.HELD::count) : 0;
    }

    /** Whether more than so many are on their way; cheap, however many there are. */
    public synchronized boolean hasMoreThan(long events) {
        return db.call(
                c -> EventTable.WAITING.hasMoreThan(c, events) || !holding && EventTable.HELD.hasMoreThan(c, events));
    }

    /** Events given up for want of room or time since the queue was begun. */
    public synchronized Drops drops() {
        return db.call(Drops::read);
    }

    /** How many were given up that this was not yet told of. */
    public synchronized long newDrops() {
        return db.call(Drops::tell);
    }

    /** The number of the next entry of the device's own error log. */
    public synchronized long nextErrorEntry() {
        return db.call(sequences::takeEntry);
    }

    private void insert(Connection c, LongFunction<? extends DeviceEvent> made) throws SQLException {
        var behindHeld = holding || EventTable.HELD.hasMoreThan(c, 0);
        var keepBack = behindHeld && Worth.isData(made.apply(NO_NUMBER));
        var event = made.apply(keepBack ? NO_NUMBER : sequences.takeEvent(c));
        var body = Json.write(event);
        if (body.getBytes(StandardCharsets.UTF_8).length > EVENT_BYTES) {
            Drops.count(c, Reason.TOO_LARGE, 1);
            log.log(Level.WARNING, "an event is too large to send and was dropped: {0}", event.getClass());
        } else if (keepBack) {
            EventTable.HELD.append(c, age.millis(), Worth.of(event), body);
        } else {
            EventTable.WAITING.insert(c, event.seq(), age.millis(), Worth.of(event), body);
        }
    }

    /** Gives the oldest of those that were held their numbers, as far as the server has taken the share before. */
    private void handOver(Connection c) throws SQLException {
        if (holding || EventTable.WAITING.hasMoreThan(c, SHARE)) {
            return;
        }
        EventTable.HELD.moveTo(EventTable.WAITING, c, SHARE, body -> {
            var seq = sequences.takeEvent(c);
            return new Entry(seq, withSeq(body, seq));
        });
    }

    private void renumber(Connection c, long upTo) throws SQLException {
        EventTable.WAITING.renumberUpTo(c, upTo, body -> {
            var seq = sequences.takeEvent(c);
            return new Entry(seq, withSeq(body, seq));
        });
    }

    private static String withSeq(String body, long seq) {
        try {
            return Json.read(body, ObjectNode.class).put("seq", seq).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the queue holds an event that is no JSON", e);
        }
    }

    private void prune() {
        sincePrune = 0;
        prunedInMemory = db.isInMemory();
        long gone = db.call(c -> pruner.prune(c, age, prunedInMemory));
        if (gone > 0) {
            log.log(Level.WARNING, "the queue is full: {0} of the oldest events were given up", gone);
        }
    }
}
