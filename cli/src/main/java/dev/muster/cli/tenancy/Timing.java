package dev.muster.cli.tenancy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Whether time tells what is B's from what is nowhere: the medians of each operation and outsider beside each other. A
 * loaded machine is noisy, so only a difference that is large, goes one way in nearly every pair, and is there again when
 * it is measured anew counts.
 */
final class Timing {

    private static final double GROSS_MS = 3;
    private static final double GROSS_SHARE = 0.3;
    private static final double ONE_WAY = 0.85;
    private static final int ENOUGH = 16;
    private static final int ANEW = 60;

    private final Map<String, Sample> samples = new LinkedHashMap<>();

    /** Pairs of one operation, outsider and kind, in milliseconds. */
    private static final class Sample {
        private final List<Probe> probes = new ArrayList<>();
        private final List<Double> foreign = new ArrayList<>();
        private final List<Double> absent = new ArrayList<>();

        private double difference() {
            return median(foreign) - median(absent);
        }

        private boolean gross() {
            var difference = difference();
            var slower = 0;
            for (var i = 0; i < foreign.size(); i++) {
                slower += foreign.get(i) > absent.get(i) ? 1 : 0;
            }
            var share = (double) (difference > 0 ? slower : foreign.size() - slower) / foreign.size();
            return foreign.size() >= ENOUGH
                    && Math.abs(difference) > GROSS_MS
                    && Math.abs(difference) > GROSS_SHARE * Math.min(median(foreign), median(absent))
                    && share >= ONE_WAY;
        }
    }

    void add(Probe probe, long foreignNanos, long absentNanos) {
        var sample = samples.computeIfAbsent(
                probe.operation() + " as " + probe.who() + ", " + probe.kind(), key -> new Sample());
        if (sample.probes.size() < ENOUGH) {
            sample.probes.add(probe);
        }
        sample.foreign.add(foreignNanos / 1e6);
        sample.absent.add(absentNanos / 1e6);
    }

    /** Measures what looks different once more, through {@code ask}; says what is different still. */
    void judge(Findings findings, Consumer<Probe> ask) {
        for (var name : List.copyOf(samples.keySet())) {
            var sample = samples.get(name);
            if (sample.gross()) {
                var suspects = List.copyOf(sample.probes);
                samples.put(name, new Sample());
                for (var i = 0; i < ANEW; i++) {
                    ask.accept(suspects.get(i % suspects.size()));
                }
                var again = samples.get(name);
                if (again.gross()) {
                    var probe = suspects.get(0);
                    findings.found(
                            probe.kind(),
                            probe.who(),
                            probe.operation(),
                            "takes another time for what is B's",
                            String.format(
                                    java.util.Locale.ROOT,
                                    "median %.1f ms, for what is nowhere %.1f ms",
                                    median(again.foreign),
                                    median(again.absent)));
                }
            }
        }
    }

    /** Median over all pairs: of what is B's, of what is nowhere; then the largest difference and where it is. */
    record Figures(double foreignMs, double absentMs, double largestMs, String largestAt, int pairs) {}

    Figures figures() {
        var foreign = new ArrayList<Double>();
        var absent = new ArrayList<Double>();
        samples.values().forEach(sample -> {
            foreign.addAll(sample.foreign);
            absent.addAll(sample.absent);
        });
        var largest = samples.entrySet().stream()
                .filter(entry -> entry.getValue().foreign.size() >= ENOUGH)
                .max(Comparator.comparingDouble(
                        entry -> Math.abs(entry.getValue().difference())));
        return new Figures(
                median(foreign),
                median(absent),
                largest.map(entry -> entry.getValue().difference()).orElse(0.0),
                largest.map(Map.Entry::getKey).orElse("nowhere"),
                foreign.size());
    }

    private static double median(List<Double> values) {
        if (values.isEmpty()) {
            return 0;
        }
        var sorted = values.stream().sorted().toList();
        return Math.round(sorted.get(sorted.size() / 2) * 1_000) / 1_000.0;
    }
}
