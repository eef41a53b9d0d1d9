package dev.muster.agent.transport;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * An answer that takes time, asked for on another thread and kept for {@link #FRESH}: whoever wants it gets the last one
 * at once. Thread-safe.
 */
final class Remembered<T> {

    static final Duration FRESH = Duration.ofSeconds(30);

    private final Supplier<T> question;
    private final Executor elsewhere;
    private final LongSupplier nanos;
    private T answer;
    private long askedAt;
    private boolean asked;
    private boolean underWay;

    Remembered(T before, Supplier<T> question, Executor elsewhere, LongSupplier nanos) {
        this.answer = before;
        this.question = question;
        this.elsewhere = elsewhere;
        this.nanos = nanos;
    }

    T get() {
        synchronized (this) {
            if (underWay || asked && nanos.getAsLong() - askedAt < FRESH.toNanos()) {
                return answer;
            }
            underWay = true;
        }
        try {
            elsewhere.execute(this::ask);
        } catch (RejectedExecutionException busy) {
            done(null);
        }
        synchronized (this) {
            return answer;
        }
    }

    private void ask() {
        T told = null;
        try {
            told = question.get();
        } finally {
            done(told);
        }
    }

    private synchronized void done(T told) {
        answer = told == null ? answer : told;
        asked = true;
        askedAt = nanos.getAsLong();
        underWay = false;
    }
}
