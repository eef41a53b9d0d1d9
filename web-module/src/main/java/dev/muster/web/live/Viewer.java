package dev.muster.web.live;

import dev.muster.platform.Caller;
import dev.muster.protocol.Json;
import dev.muster.web.socket.Outbox;
import jakarta.websocket.Session;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One dashboard socket: who looks, what they asked for, and what waits for a slow one. State is conflated to the latest,
 * the rest dropped oldest first, and a {@code gap} says how much.
 */
final class Viewer {

    /** Texts handed to the socket at once; the rest waits here, where it can be conflated. */
    private static final int AHEAD = 16;

    private final Outbox outbox;
    private final int limit;
    private final Runnable dropped;
    private final Map<String, String> waiting = new LinkedHashMap<>();
    private volatile Caller caller;
    private volatile Set<String> seenOnly;
    private final AtomicReference<Subscription> subscription = new AtomicReference<>();
    private long unkeyed;
    private long skipped;

    /** @param dropped runs where something is given up because too much waits */
    Viewer(Session session, Caller caller, int limit, Runnable dropped) {
        this.dropped = dropped;
        this.outbox = new Outbox(session, AHEAD * 4);
        this.caller = caller;
        this.limit = limit;
    }

    Caller caller() {
        return caller;
    }

    boolean isOfSamePerson(Viewer other) {
        return caller.personId().equals(other.caller.personId());
    }

    /**
     * Who looks now, with the rights they have now.
     *
     * @param devices ids that a fleet member sees; null for somebody who sees all of their org
     */
    void isNow(Caller person, Set<String> devices) {
        seenOnly = devices;
        caller = person;
    }

    /** Null before the first one: nothing is sent until then. */
    Subscription subscription() {
        return subscription.get();
    }

    void subscribe(Subscription wanted) {
        subscription.set(wanted);
    }

    /** The same subscription, with what its fleet has now; nothing where another has replaced it meanwhile. */
    void renew(Subscription before, Subscription now) {
        subscription.compareAndSet(before, now);
    }

    /** Only what this person may see, and asked for. */
    boolean wants(Long orgId, LiveJson.Event event) {
        var wanted = subscription.get();
        var seen = seenOnly;
        return wanted != null
                && orgId != null
                && orgId.equals(caller.orgId())
                && (seen == null || seen.contains(event.deviceId()))
                && wanted.wants(event);
    }

    void offer(LiveJson.Event event) {
        synchronized (this) {
            var key = event.key() == null ? "#" + unkeyed++ : event.key();
            if (waiting.remove(key) != null) {
                skipped++;
            } else if (waiting.size() >= limit) {
                dropOldest();
            }
            waiting.put(key, event.text());
        }
        flush();
    }

    /** What the viewer asked for cannot be had. */
    void refuse(String code, String detail) {
        outbox.send(Json.object()
                .put("type", "error")
                .put("code", code)
                .put("detail", detail)
                .toString());
    }

    void close(int code, String reason) {
        outbox.close(code, reason);
    }

    private synchronized void dropOldest() {
        Iterator<String> oldest = waiting.keySet().iterator();
        oldest.next();
        oldest.remove();
        skipped++;
        dropped.run();
    }

    private synchronized void flush() {
        while (outbox.waiting() < AHEAD && !waiting.isEmpty()) {
            var first = waiting.entrySet().iterator().next();
            waiting.remove(first.getKey());
            outbox.send(first.getValue(), this::flush);
        }
        if (waiting.isEmpty() && skipped > 0 && outbox.waiting() < AHEAD) {
            outbox.send(Json.object().put("type", "gap").put("skipped", skipped).toString());
            skipped = 0;
        }
    }
}
