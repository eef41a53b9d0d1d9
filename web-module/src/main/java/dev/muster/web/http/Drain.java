package dev.muster.web.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts requests under way, so that a stop waits for them and takes no new ones. */
@ApplicationScoped
public class Drain {

    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean stopping;

    /** False where the server is stopping and the request must go elsewhere. */
    boolean enter() {
        if (stopping) {
            return false;
        }
        inFlight.incrementAndGet();
        return true;
    }

    void leave() {
        inFlight.decrementAndGet();
    }

    public int inFlight() {
        return inFlight.get();
    }

    public boolean isStopping() {
        return stopping;
    }

    /** Refuses new requests and waits for those under way; returns how many were left at the end. */
    public int stop(Duration patience) {
        stopping = true;
        var end = System.nanoTime() + patience.toNanos();
        while (inFlight.get() > 0 && System.nanoTime() < end) {
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
        return inFlight.get();
    }
}
