package dev.muster.agent.link;

import dev.muster.agent.store.CommandJournal;
import dev.muster.agent.store.Outbox;
import dev.muster.protocol.Limits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * What is under way on one socket: events sent and not acknowledged, results sent and not known to have arrived. Only a
 * few batches are under way at a time, so a long backlog drains at the rate at which the server commits it, and never
 * faster than its {@link Pace}.
 */
final class Delivery {

    private static final int UNDER_WAY = 4;
    private static final int BATCH_BYTES = Limits.SOCKET_MESSAGE_BYTES - 256;
    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();

    /** No counter gets here one by one; JSON numbers are exact up to here. */
    private static final long IMPOSSIBLE = 1L << 53;

    private final Outbox outbox;
    private final CommandJournal journal;
    private final Loop loop;
    private final LongSupplier nanos;
    private final Pace pace;
    private final Deque<Long> underWay = new ArrayDeque<>();
    private final Deque<SentResult> resultsSent = new ArrayDeque<>();
    private long sentUpTo;
    private long lastProgress;
    private int batchLimit = Limits.EVENTS;
    private boolean waiting;
    private int connection;

    /** A result that left behind that event. */
    private record SentResult(UUID id, long behind) {}

    Delivery(Outbox outbox, CommandJournal journal, Loop loop, LongSupplier nanos) {
        this.outbox = outbox;
        this.journal = journal;
        this.loop = loop;
        this.nanos = nanos;
        this.pace = new Pace(nanos.getAsLong());
    }

    /** A fresh socket whose server has everything up to {@code resume}; false where that cannot be. */
    boolean begin(long resume) {
        if (resume < 0 || resume >= IMPOSSIBLE) {
            return false;
        }
        end();
        outbox.resume(resume);
        return true;
    }

    /** The socket is gone: what was under way is sent again on the next. */
    void end() {
        if (isStuck()) {
            batchLimit = Math.max(1, batchLimit / 8);
        }
        connection++;
        waiting = false;
        underWay.clear();
        resultsSent.clear();
        sentUpTo = 0;
        lastProgress = nanos.getAsLong();
    }

    void pump(DeviceSocket socket) {
        while (underWay.size() < UNDER_WAY && socket.waiting() < UNDER_WAY) {
            var entries = outbox.after(sentUpTo, batchLimit, BATCH_BYTES);
            if (entries.isEmpty() || hasToWait(socket)) {
                return;
            }
            if (underWay.isEmpty()) {
                lastProgress = nanos.getAsLong();
            }
            sentUpTo = entries.get(entries.size() - 1).seq();
            outbox.sending(sentUpTo);
            underWay.add(sentUpTo);
            socket.send(message(entries));
        }
    }

    /** The server closed the socket because it was too much. */
    void overloaded() {
        pace.tooMuch(nanos.getAsLong());
    }

    private boolean hasToWait(DeviceSocket socket) {
        var wait = pace.take(nanos.getAsLong());
        if (wait > 0 && !waiting) {
            waiting = true;
            var mine = connection;
            loop.after(Duration.ofNanos(wait), () -> {
                if (mine == connection) {
                    waiting = false;
                    pump(socket);
                }
            });
        }
        return wait > 0;
    }

    void acknowledged(long seq) {
        outbox.acknowledge(seq);
        underWay.removeIf(upTo -> upTo <= seq);
        while (!resultsSent.isEmpty() && resultsSent.peek().behind() < seq) {
            journal.delivered(resultsSent.poll().id());
        }
        lastProgress = nanos.getAsLong();
        batchLimit = Math.min(Limits.EVENTS, batchLimit * 2);
    }

    /** {@code ref} is the number of an event or the id of a command, or null. */
    void refused(String ref) {
        if (ref == null) {
            return;
        }
        if (ref.matches("\\d{1,18}")) {
            var seq = Long.parseLong(ref);
            outbox.refuse(seq);
            underWay.removeIf(upTo -> upTo == seq);
        } else if (ref.matches("[0-9a-fA-F-]{36}")) {
            journal.delivered(UUID.fromString(ref));
        }
    }

    /** Whether something has been under way for so long that a new connection is worth trying. */
    boolean isStuck() {
        return !underWay.isEmpty() && nanos.getAsLong() - lastProgress > PATIENCE;
    }

    boolean isEmpty() {
        return underWay.isEmpty() && outbox.size() == 0;
    }

    /** The contract acknowledges no results; but what the server commits behind one, it commits after it. */
    void resultSent(UUID id) {
        resultsSent.add(new SentResult(id, sentUpTo));
    }

    private static String message(List<Outbox.Entry> entries) {
        if (entries.size() == 1) {
            return entries.get(0).body();
        }
        return "{\"type\":\"batch\",\"events\":["
                + String.join(",", entries.stream().map(Outbox.Entry::body).toList()) + "]}";
    }
}
