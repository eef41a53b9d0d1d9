package dev.muster.agent.transport;

import java.util.HashMap;
import java.util.Map;

/** How the agent fared on each transport since its start. Not thread-safe. */
final class Counters {

    private final Map<String, Counter> byName = new HashMap<>();
    private String carrier;
    private long switches;

    /** @param sent what arrived; {@code failed} what did not */
    record Counter(long sent, long failed) {}

    /** What carries the connection from now on. */
    void carriedBy(String name) {
        if (carrier != null && !carrier.equals(name)) {
            switches++;
        }
        carrier = name;
    }

    /** Null before the first. */
    String carrier() {
        return carrier;
    }

    void sent(String name) {
        byName.merge(name, new Counter(1, 0), Counters::sum);
    }

    void failed(String name) {
        byName.merge(name, new Counter(0, 1), Counters::sum);
    }

    Counter of(String name) {
        return byName.getOrDefault(name, new Counter(0, 0));
    }

    long switches() {
        return switches;
    }

    private static Counter sum(Counter one, Counter other) {
        return new Counter(one.sent() + other.sent(), one.failed() + other.failed());
    }
}
