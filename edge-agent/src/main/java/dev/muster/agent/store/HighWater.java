package dev.muster.agent.store;

import dev.muster.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A second, small record of the numbers given out, apart from the queue: numbers must not go backwards even when the
 * queue is lost, because the server would take new events for repeats. It is written a block ahead, so it costs a sync
 * per block and not per event.
 */
final class HighWater {

    /** Numbers reserved at a time. */
    static final long BLOCK = 1_000;

    private final Path file;
    private final Logger log;
    private Marks marks;

    /** Highest numbers that may have been given out. */
    record Marks(long event, long checkIn) {}

    HighWater(Path dataDir, Logger log) {
        this.file = dataDir.resolve("high-water.json");
        this.log = log;
        this.marks = read();
    }

    synchronized boolean isKnown() {
        return marks.event() > 0 || marks.checkIn() > 0;
    }

    synchronized long event() {
        return marks.event();
    }

    synchronized long checkIn() {
        return marks.checkIn();
    }

    synchronized void coverEvent(long seq) {
        if (seq > marks.event()) {
            write(new Marks(seq + BLOCK, marks.checkIn()));
        }
    }

    synchronized void coverCheckIn(long seq) {
        if (seq > marks.checkIn()) {
            write(new Marks(marks.event(), seq + BLOCK));
        }
    }

    private Marks read() {
        try {
            return Files.exists(file) ? Json.read(Files.readAllBytes(file), Marks.class) : new Marks(0, 0);
        } catch (IOException e) {
            log.log(Level.WARNING, "{0} cannot be read: {1}", new Object[] {file, e.getMessage()});
            return new Marks(0, 0);
        }
    }

    private void write(Marks next) {
        marks = next;
        try {
            AtomicFile.write(file, Json.writeBytes(next));
        } catch (IOException e) {
            log.log(Level.FINE, "high-water mark not written", e);
        }
    }
}
