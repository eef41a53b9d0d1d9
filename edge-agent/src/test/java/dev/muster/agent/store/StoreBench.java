package dev.muster.agent.store;

import dev.muster.protocol.DeviceEvent;
import dev.muster.protocol.Json;
import dev.muster.protocol.WireCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.logging.Logger;

/** A queue in a folder, with a time of day that can jump and a running time that can be let pass. */
final class StoreBench implements AutoCloseable {

    static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    static final Logger QUIET = Logger.getAnonymousLogger();

    final Path dir;
    Instant now = NOON;
    private long nanos = 1_000;
    private final List<Queue> open = new ArrayList<>();

    static {
        QUIET.setUseParentHandlers(false);
    }

    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    record Queue(QueueDb db, Sequences sequences, Outbox outbox, CommandJournal journal, CheckInLedger ledger) {
        List<Long> seqs() {
            return entries().stream().map(Outbox.Entry::seq).toList();
        }

        List<Outbox.Entry> entries() {
            return outbox.after(0, 1_000_000, Integer.MAX_VALUE);
        }

        /** The texts of the log lines and the codes of the scans that wait. */
        List<String> texts() {
            return entries().stream().map(entry -> text(entry.body())).toList();
        }

        private static String text(String body) {
            try {
                var event = Json.mapper().readTree(body);
                return event.path("line").asText() + event.path("code").asText();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    StoreBench(Path dir) {
        this.dir = dir;
    }

    Queue open() {
        return open(QueueBounds.USUAL);
    }

    Queue open(QueueBounds bounds) {
        var db = new QueueDb(dir, () -> nanos, QUIET);
        var sequences = new Sequences(db, dir, clock, true, QUIET);
        var age = new AgeClock(db, () -> nanos);
        var queue = new Queue(
                db,
                sequences,
                new Outbox(db, sequences, age, bounds, QUIET),
                new CommandJournal(db, clock, age),
                new CheckInLedger(db, sequences));
        open.add(queue);
        return queue;
    }

    /** Both clocks go on. */
    void pass(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
    }

    LongFunction<DeviceEvent> line(String text) {
        return seq -> new DeviceEvent.LogLine(seq, now, "INFO", text);
    }

    LongFunction<DeviceEvent> scan(String code) {
        return seq -> new DeviceEvent.Scan(seq, now, code, true);
    }

    LongFunction<DeviceEvent> entry(String code) {
        return seq -> new DeviceEvent.ErrLog(seq, null, "test", "WARN", code, now, null);
    }

    static WireCommand command(UUID id) {
        return new WireCommand(id, "ping", Json.object(), NOON, NOON.plusSeconds(60), "u", null);
    }

    List<String> files() throws IOException {
        try (var all = Files.list(dir)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public void close() {
        open.forEach(queue -> queue.db().close());
    }
}
