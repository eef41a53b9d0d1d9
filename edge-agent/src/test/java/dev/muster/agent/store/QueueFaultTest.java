package dev.muster.agent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.protocol.CommandResult;
import dev.muster.protocol.DeviceEvent;
import dev.muster.protocol.Json;
import dev.muster.protocol.WireCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueFaultTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Logger QUIET = Logger.getAnonymousLogger();

    @TempDir
    Path dir;

    private final List<Queue> open = new ArrayList<>();
    private Instant now = NOON;

    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    static {
        QUIET.setUseParentHandlers(false);
    }

    private record Queue(
            QueueDb db, Sequences sequences, Outbox outbox, CommandJournal journal, CheckInLedger ledger) {}

    private Queue open() {
        return open(Outbox.Bounds.USUAL);
    }

    private Queue open(Outbox.Bounds bounds) {
        var db = new QueueDb(dir, clock, QUIET);
        var sequences = new Sequences(db, dir, clock, true, QUIET);
        var queue = new Queue(
                db,
                sequences,
                new Outbox(db, sequences, clock, bounds, QUIET),
                new CommandJournal(db, clock),
                new CheckInLedger(db, sequences));
        open.add(queue);
        return queue;
    }

    @AfterEach
    void close() {
        open.forEach(queue -> queue.db().close());
    }

    private LongFunction<DeviceEvent> line(String text) {
        return seq -> new DeviceEvent.LogLine(seq, now, "INFO", text);
    }

    private LongFunction<DeviceEvent> scan(String code) {
        return seq -> new DeviceEvent.Scan(seq, now, code, true);
    }

    private static List<Long> seqs(Queue queue) {
        return queue.outbox().after(0, 100_000, Integer.MAX_VALUE).stream()
                .map(Outbox.Entry::seq)
                .toList();
    }

    private static WireCommand command(UUID id) {
        return new WireCommand(id, "ping", Json.object(), NOON, NOON.plusSeconds(60), "u", null);
    }

    private static void overwrite(Path file, long at, byte[] with) throws IOException {
        try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.position(at);
            channel.write(java.nio.ByteBuffer.wrap(with));
        }
    }

    /** With everything moved from the log into the file. */
    private long lastPageOfEvents() throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("queue.db"));
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            try (var row = statement.executeQuery(
                    "SELECT max(pageno) FROM dbstat" + " WHERE name = 'event' AND pagetype = 'leaf'")) {
                return row.getLong(1);
            }
        }
    }

    private List<String> files() throws IOException {
        try (var all = Files.list(dir)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void events_survive_a_restart_in_order_and_numbers_go_on() {
        var first = open();
        first.outbox().addAll(List.of(line("a"), line("b")));
        first.db().close();
        var second = open();
        second.outbox().add(line("c"));
        var start = seqs(second).get(0);
        assertThat(seqs(second)).containsExactly(start, start + 1, start + 2);
    }

    @Test
    void a_queue_that_is_no_database_is_put_aside_and_numbers_do_not_go_backwards() throws IOException {
        var first = open();
        first.outbox().addAll(List.of(line("a"), line("b"), line("c")));
        var last = first.sequences().lastEvent();
        first.ledger().begin(seq -> "{}", 0, List.of());
        first.db().close();
        Files.writeString(dir.resolve("queue.db"), "this is no database ".repeat(500));
        var second = open();
        second.outbox().add(line("d"));
        assertThat(seqs(second)).allMatch(seq -> seq > last).hasSize(1);
        assertThat(second.ledger().begin(seq -> "{}", 0, List.of()).seq()).isGreaterThan(1);
        assertThat(files()).anyMatch(name -> name.startsWith("queue.db.damaged-"));
    }

    @Test
    void a_damaged_page_costs_at_most_what_stood_on_it_and_never_the_numbers() throws IOException {
        var random = new Random(23);
        for (var round = 0; round < 12; round++) {
            var before = open();
            for (var i = 0; i < 40; i++) {
                before.outbox().add(line("x".repeat(200)));
            }
            var last = before.sequences().lastEvent();
            before.db().close();
            var garbage = new byte[600];
            random.nextBytes(garbage);
            var file = dir.resolve("queue.db");
            overwrite(file, random.nextLong(Files.size(file) - garbage.length), garbage);
            var after = open();
            after.outbox().add(line("next"));
            var kept = seqs(after);
            assertThat(kept.get(kept.size() - 1)).as("round %d", round).isGreaterThan(last);
            after.db().close();
        }
    }

    @Test
    void a_result_survives_damage_to_the_events() throws IOException, SQLException {
        var id = UUID.randomUUID();
        var before = open();
        before.journal().received(command(id));
        before.journal().started(id);
        before.journal().finished(new CommandResult(id, true, "done", null, NOON, NOON, "sig"));
        for (var i = 0; i < 200; i++) {
            before.outbox().add(line("x".repeat(500)));
        }
        before.db().close();
        overwrite(dir.resolve("queue.db"), (lastPageOfEvents() - 1) * 4096, new byte[4096]);
        var after = open();
        assertThat(after.journal().find(id))
                .hasValueSatisfying(entry -> assertThat(entry.result().output()).isEqualTo("done"));
        assertThat(files()).anyMatch(name -> name.startsWith("queue.db.damaged-"));
    }

    @Test
    void a_deleted_queue_and_a_deleted_high_water_mark_do_not_bring_numbers_back() throws IOException {
        var first = open();
        first.outbox().addAll(LongStream.range(0, 50).mapToObj(i -> line("a")).toList());
        var last = first.sequences().lastEvent();
        first.db().close();
        for (var name : files()) {
            Files.delete(dir.resolve(name));
        }
        now = NOON.plusSeconds(60);
        var second = open();
        second.outbox().add(line("b"));
        assertThat(seqs(second).get(0)).isGreaterThan(last);
    }

    @Test
    void a_disk_that_cannot_be_written_does_not_stop_the_device_and_heals() throws IOException {
        Files.createDirectory(dir.resolve("queue.db"));
        var queue = open();
        assertThat(queue.db().isInMemory()).isTrue();
        queue.outbox().addAll(List.of(line("a"), line("b")));
        var id = UUID.randomUUID();
        queue.journal().received(command(id));
        assertThat(seqs(queue)).hasSize(2);
        Files.delete(dir.resolve("queue.db"));
        now = now.plus(Duration.ofSeconds(20));
        queue.outbox().add(line("c"));
        assertThat(queue.db().isInMemory()).isFalse();
        var kept = seqs(queue);
        queue.db().close();
        var second = open();
        assertThat(seqs(second)).isEqualTo(kept).hasSize(3);
        assertThat(second.journal().find(id)).isPresent();
    }

    @Test
    void a_full_disk_in_the_middle_of_it_loses_nothing_that_was_kept() throws SQLException {
        var queue = open();
        queue.outbox().addAll(List.of(line("a"), line("b")));
        queue.db().call(c -> {
            try (var statement = c.createStatement()) {
                var pages = statement.executeQuery("PRAGMA page_count").getLong(1);
                return statement.execute("PRAGMA max_page_count=" + (pages + 1));
            }
        });
        for (var i = 0; i < 50; i++) {
            queue.outbox().add(line("x".repeat(3_000)));
        }
        assertThat(queue.db().isInMemory()).isTrue();
        var kept = seqs(queue);
        assertThat(kept).hasSize(52).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void a_full_queue_gives_up_the_oldest_telemetry_first_and_results_never() {
        var queue = open(new Outbox.Bounds(100, Duration.ofDays(1)));
        var id = UUID.randomUUID();
        queue.journal().received(command(id));
        queue.outbox().add(scan("precious"));
        for (var i = 0; i < 300; i++) {
            queue.outbox().add(line("line " + i));
        }
        assertThat(queue.outbox().size()).isLessThanOrEqualTo(200);
        var kept = queue.outbox().after(0, 1_000, Integer.MAX_VALUE);
        assertThat(kept.get(0).body()).contains("precious");
        assertThat(kept.get(kept.size() - 1).body()).contains("line 299");
        assertThat(queue.outbox().dropped()).isGreaterThan(100);
        assertThat(queue.journal().find(id)).isPresent();
    }

    @Test
    void telemetry_that_is_too_old_goes() {
        var queue = open(new Outbox.Bounds(10_000, Duration.ofHours(1)));
        queue.outbox().addAll(List.of(line("old"), scan("old but precious")));
        now = NOON.plus(Duration.ofHours(2));
        queue.outbox()
                .addAll(LongStream.range(0, 100).mapToObj(i -> line("new")).toList());
        assertThat(queue.outbox().after(0, 1, 1_000).get(0).body()).contains("precious");
    }

    @Test
    void what_the_server_has_is_dropped_and_what_it_cannot_have_is_not() {
        var queue = open();
        queue.outbox().addAll(List.of(line("a"), line("b"), line("c")));
        var first = seqs(queue).get(0);
        queue.outbox().sending(first);
        queue.outbox().acknowledge(first + 100);
        assertThat(seqs(queue)).containsExactly(first + 1, first + 2);
    }

    @Test
    void numbers_that_collide_with_a_forgotten_past_are_given_anew() {
        var queue = open();
        queue.outbox().addAll(List.of(line("a"), line("b")));
        var last = queue.sequences().lastEvent();
        queue.outbox().resume(last + 500);
        assertThat(seqs(queue)).containsExactly(last + 501, last + 502);
        assertThat(queue.outbox().after(0, 1, 1_000).get(0).body()).contains("\"seq\":" + (last + 501));
        queue.outbox().add(line("c"));
        assertThat(seqs(queue)).endsWith(last + 503);
    }

    @Test
    void nonces_only_grow_even_when_the_clock_goes_back_and_the_agent_restarts() {
        var queue = open();
        var first = queue.sequences().nextNonce();
        now = NOON.minus(Duration.ofHours(1));
        var second = queue.sequences().nextNonce();
        queue.db().close();
        var third = open().sequences().nextNonce();
        assertThat(first).isEqualTo(NOON.getEpochSecond() * 1_000_000);
        assertThat(second).isEqualTo(first + 1);
        assertThat(third).isGreaterThan(second);
    }

    @Test
    void the_journal_keeps_its_bounds_but_never_drops_what_the_server_has_not_heard() {
        var queue = open();
        var unheard = UUID.randomUUID();
        for (var i = 0; i < 130; i++) {
            var id = i == 0 ? unheard : UUID.randomUUID();
            queue.journal().received(command(id));
            queue.journal().finished(new CommandResult(id, true, null, null, null, now, "s"));
            if (i > 0) {
                queue.journal().delivered(id);
            }
            if (i == 60) {
                now = NOON.plus(Duration.ofDays(40));
            }
        }
        assertThat(queue.journal().find(unheard)).isPresent();
        long rows = queue.db().call(c -> {
            try (var statement = c.createStatement()) {
                return statement.executeQuery("SELECT count(*) FROM command").getLong(1);
            }
        });
        assertThat(rows).isLessThan(75);
    }

    @Test
    void a_damaged_identity_is_reported_and_not_overwritten() throws IOException {
        Files.writeString(dir.resolve("identity.json"), "{\"deviceId\":");
        var file = new IdentityFile(dir);
        assertThatThrownBy(file::read).isInstanceOf(IOException.class).hasMessageContaining("damaged");
        assertThat(Files.readString(dir.resolve("identity.json"))).isEqualTo("{\"deviceId\":");
    }
}
