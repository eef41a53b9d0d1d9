package dev.muster.telemetry.entity;

import dev.muster.platform.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A span of some keys. {@code stepSec} null gives the points as sent, at most {@link #MAX_POINTS} of them; otherwise
 * one point a step, made by {@code agg}: avg, min, max, last, count.
 */
public record SeriesQuery(Instant from, Instant to, List<String> keys, Integer stepSec, String agg) {

    public static final int MAX_KEYS = 16;
    public static final int MAX_POINTS = 5_000;

    static final Map<String, String> AGGREGATES = Map.of(
            "avg", "avg(v)",
            "min", "min(v)",
            "max", "max(v)",
            "count", "count(v)::double precision",
            "last", "(array_agg(v order by ts desc))[1]");

    public SeriesQuery {
        if (!from.isBefore(to)) {
            throw Refusal.invalid("?from", "from must be before to");
        }
        if (keys.isEmpty() || keys.size() > MAX_KEYS) {
            throw Refusal.invalid("?keys", "name 1 to " + MAX_KEYS + " keys, separated by commas");
        }
        if (stepSec != null && (stepSec < 1 || Duration.between(from, to).toSeconds() / stepSec > MAX_POINTS)) {
            throw Refusal.invalid("?step", "step is at least 1 second and gives at most " + MAX_POINTS + " points");
        }
        agg = agg == null ? "avg" : agg;
        if (!AGGREGATES.containsKey(agg)) {
            throw Refusal.invalid("?agg", "agg is one of avg, count, last, max, min");
        }
        keys = List.copyOf(keys);
    }

    public String aggregate() {
        return AGGREGATES.get(agg);
    }
}
