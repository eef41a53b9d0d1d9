package dev.muster.launcher;

import java.io.PrintStream;
import java.util.Locale;

/** What the person at the terminal reads: one short line per step, two columns. */
final class Console {

    private final PrintStream out;
    private final long began = System.nanoTime();

    Console(PrintStream out) {
        this.out = out;
    }

    void step(String subject, String text) {
        line(String.format(Locale.ROOT, "  %-10s %s", subject, text));
    }

    synchronized void line(String text) {
        out.println(text);
        out.flush();
    }

    /** Seconds since the launcher began, as in {@code 7.4 s}. */
    String elapsed() {
        return since(began);
    }

    /** Seconds since a moment of {@link System#nanoTime()}. */
    static String since(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - nanos) / 1e9);
    }
}
