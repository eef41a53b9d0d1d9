package dev.muster.platform;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What this node measures about itself, written as Prometheus text (ADR 8). Counting is a few nanoseconds and never
 * fails; gauges are asked when somebody reads.
 */
@ApplicationScoped
public class Meters {

    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    /** Seconds; a commit takes milliseconds, and tens of seconds where the database hangs. */
    private static final double[] COMMIT_BUCKETS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15
    };

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Map<Count, Counter> counters = new EnumMap<>(Count.class);
    private final Histogram commits;

    public Meters() {
        for (var count : Count.values()) {
            counters.put(
                    count,
                    Counter.builder()
                            .name(count.metric())
                            .help(count.help())
                            .labelNames(count.labels())
                            .withoutExemplars()
                            .register(registry));
        }
        for (var limit : Limit.values()) {
            add(Count.LIMIT_REFUSALS, 0, limit.label());
        }
        commits = Histogram.builder()
                .name("muster_commit_seconds")
                .help("From what a device brought to its commit, by door")
                .labelNames("door")
                .classicOnly()
                .classicUpperBounds(COMMIT_BUCKETS)
                .withoutExemplars()
                .register(registry);
    }

    public void refused(Limit limit) {
        refused(limit, 1);
    }

    public void refused(Limit limit, long times) {
        add(Count.LIMIT_REFUSALS, times, limit.label());
    }

    /** @param labels values of the count's labels, in their order; from a bounded set, each makes a series */
    public void add(Count count, long times, String... labels) {
        counters.get(count).labelValues(labels).inc(times);
    }

    public void committed(String door, long nanos) {
        commits.labelValues(door).observe(nanos / 1e9);
    }

    /** A value that is asked for at each reading; one that fails is left out of it. */
    public void gauge(String name, String help, Supplier<? extends Number> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(out -> {
                    var now = orNull(value);
                    if (now != null) {
                        out.call(now.doubleValue());
                    }
                })
                .register(registry);
    }

    /** As {@link #gauge}, one value for each of a bounded set of labels. */
    public void gauges(String name, String help, String label, Supplier<? extends Map<String, ? extends Number>> all) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(label)
                .callback(out -> {
                    var now = orNull(all);
                    if (now != null) {
                        now.forEach((of, value) -> out.call(value.doubleValue(), of));
                    }
                })
                .register(registry);
    }

    /** All of it, in Prometheus' text format 0.0.4. */
    public void write(OutputStream out) throws IOException {
        PrometheusTextFormatWriter.create().write(out, registry.scrape());
    }

    /** Metrics must answer while the database is away. */
    private static <T> T orNull(Supplier<T> value) {
        try {
            return value.get();
        } catch (RuntimeException e) {
            return null;
        }
    }
}
