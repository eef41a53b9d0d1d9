package dev.muster.system;

import java.util.Arrays;

/** One reading of {@code /metrics}. */
record Figures(String text) {

    static Figures of(RunningMuster muster) {
        return new Figures(muster.anonymous().get("/metrics").expect(200).body());
    }

    /** The value of a series, written as the server writes it, e.g. {@code a_total{b="c"}}; 0 where there is none. */
    double value(String series) {
        return Arrays.stream(text.split("\n"))
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .sum();
    }

    double refusals(String limit) {
        return value("muster_limit_refusals_total{limit=\"" + limit + "\"}");
    }
}
