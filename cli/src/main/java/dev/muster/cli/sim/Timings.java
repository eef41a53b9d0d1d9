package dev.muster.cli.sim;

import java.util.Arrays;

/** Durations of one kind; all are kept, so that a percentile is one of them. Thread-safe. */
final class Timings {

    private long[] nanos = new long[1 << 12];
    private int count;

    synchronized void add(long took) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = took;
    }

    synchronized void clear() {
        count = 0;
    }

    /** The nearest rank, in milliseconds with three decimals. */
    synchronized double millis(double percent) {
        if (count == 0) {
            return 0;
        }
        var sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        var rank = Math.max(0, (int) Math.ceil(percent / 100 * count) - 1);
        return Math.round(sorted[rank] / 1e3) / 1e3;
    }
}
