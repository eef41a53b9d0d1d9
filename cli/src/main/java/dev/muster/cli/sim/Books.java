package dev.muster.cli.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the fleet sent, what the server promised and what the devices did, so that a checker can compare it with what is
 * stored. Acknowledged means: a signed answer, or an {@code event_ack}.
 */
public final class Books {

    /** What is counted. */
    public enum Entry {
        CHECK_INS_SENT,
        CHECK_INS_ACKNOWLEDGED,
        READINGS_ACKNOWLEDGED,
        EVENTS_SENT,
        EVENTS_ACKNOWLEDGED,
        COMMANDS_RECEIVED,
        COMMANDS_RUN,
        SOCKETS_OPENED,
        SOCKETS_LOST,
        UNSIGNED_ANSWERS
    }

    private final Map<Entry, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> refusals = new ConcurrentHashMap<>();
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final Timings timings = new Timings();

    /** One device's part: readings acknowledged in check-ins, events acknowledged, commands run. */
    static final class Account {
        final LongAdder readings = new LongAdder();
        final LongAdder events = new LongAdder();
        final LongAdder commands = new LongAdder();
    }

    Books() {
        for (var entry : Entry.values()) {
            counts.put(entry, new LongAdder());
        }
    }

    void add(Entry entry, long more) {
        counts.get(entry).add(more);
    }

    /** A refusal or an end, by its status or close code. */
    void refused(String what) {
        refusals.computeIfAbsent(what, first -> new LongAdder()).increment();
    }

    Account of(String device) {
        return accounts.computeIfAbsent(device, first -> new Account());
    }

    Timings timings() {
        return timings;
    }

    /** What was measured while warming up. */
    public void forgetTimings() {
        timings.clear();
    }

    public long count(Entry entry) {
        return counts.get(entry).sum();
    }

    public Map<String, Long> refusals() {
        var all = new TreeMap<String, Long>();
        refusals.forEach((what, count) -> all.put(what, count.sum()));
        return all;
    }

    /** From asking to the promise, in milliseconds; 0 where there was none. */
    public double millis(double percent) {
        return timings.millis(percent);
    }

    /** Sums and refusals. */
    public ObjectNode summary() {
        var summary = Json.object();
        for (var entry : Entry.values()) {
            summary.put(name(entry), count(entry));
        }
        summary.set("refusals", Json.tree(refusals()));
        for (var percent : new int[] {50, 90, 99, 100}) {
            summary.put("p" + percent + "Ms", millis(percent));
        }
        return summary;
    }

    /** One JSON line a device that did something: id, readings, events, commands. */
    public Iterable<ObjectNode> lines() {
        return () -> new TreeMap<>(accounts)
                .entrySet().stream()
                        .map(each -> Json.object()
                                .put("id", each.getKey())
                                .put("readings", each.getValue().readings.sum())
                                .put("events", each.getValue().events.sum())
                                .put("commands", each.getValue().commands.sum()))
                        .iterator();
    }

    private static String name(Entry entry) {
        var words = entry.name().toLowerCase(java.util.Locale.ROOT).split("_");
        var name = new StringBuilder(words[0]);
        for (var i = 1; i < words.length; i++) {
            name.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
        }
        return name.toString();
    }
}
