package dev.muster.agent.store;

import dev.muster.protocol.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    private static final int LENGTH = 80;

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
        var content = content(next);
        try {
            AtomicFile.write(file, content);
        } catch (IOException noRoom) {
            overwrite(content);
        }
    }

    /** A full disk has no room for a second file, but the first one's place can be written again. */
    private void overwrite(byte[] content) {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(content));
            channel.force(true);
        } catch (IOException e) {
            log.log(Level.FINE, "high-water mark not written", e);
        }
    }

    /** Always of one length, so that one written over another takes no more room. */
    private static byte[] content(Marks marks) {
        return String.format("%-" + LENGTH + "s", Json.write(marks)).getBytes(StandardCharsets.US_ASCII);
    }
}
