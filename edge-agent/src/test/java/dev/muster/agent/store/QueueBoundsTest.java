package dev.muster.agent.store;

import static dev.muster.agent.store.StoreBench.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.protocol.CommandResult;
import dev.muster.protocol.DeviceEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueBoundsTest {

    private static final long KIB = 1024;
    private static final QueueBounds SMALL = new QueueBounds(512 * KIB, Duration.ofDays(30), 256 * KIB);
    private static final QueueBounds AN_HOUR = new QueueBounds(64 * KIB * KIB, Duration.ofHours(1), 256 * KIB);

    @TempDir
    Path dir;

    private StoreBench bench;

    @BeforeEach
    void prepare() {
        bench = new StoreBench(dir);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void many(StoreBench.Queue queue, int count, IntFunction<LongFunction<DeviceEvent>> event) {
        for (var from = 0; from < count; from += 20) {
            queue.outbox()
                    .addAll(IntStream.range(from, Math.min(count, from + 20))
                            .mapToObj(event)
                            .toList());
        }
    }

    private void lines(StoreBench.Queue queue, int count) {
        many(queue, count, i -> bench.line("line " + i + " ".repeat(900) + "."));
    }

    private void hundredShort(StoreBench.Queue queue) {
        queue.outbox()
                .addAll(LongStream.range(0, 100)
                        .mapToObj(i -> bench.line("new"))
                        .toList());
    }

    @Test
    void a_full_queue_gives_up_the_oldest_telemetry_and_counts_it() throws Exception {
        var queue = bench.open(SMALL);
        var id = UUID.randomUUID();
        queue.journal().received(StoreBench.command(id));
        queue.outbox().addAll(List.of(bench.scan("a scan"), bench.entry("an entry")));
        lines(queue, 2_000);
        var kept = queue.texts();
        assertThat(kept.subList(0, 2)).containsExactly("a scan", "an entry");
        assertThat(kept.get(kept.size() - 1)).startsWith("line 1999");
        assertThat(kept).hasSizeLessThan(620);
        assertThat(queue.outbox().drops()).isEqualTo(new Drops(0, 2_002 - kept.size(), 0, 0));
        assertThat(queue.journal().find(id)).isPresent();
        queue.db().close();
        assertThat(Files.size(dir.resolve("queue.db"))).isLessThan(800 * KIB);
        assertThat(bench.open(SMALL).outbox().drops().size())
                .as("over a restart")
                .isEqualTo(2_002 - kept.size());
    }

    @Test
    void scans_go_when_no_telemetry_is_left_and_entries_and_results_never() {
        var queue = bench.open(SMALL);
        var id = UUID.randomUUID();
        queue.journal().received(StoreBench.command(id));
        queue.journal().finished(new CommandResult(id, true, "done", null, NOON, NOON, "s"));
        many(queue, 200, i -> bench.entry("entry " + i + " ".repeat(100) + "."));
        lines(queue, 50);
        many(queue, 2_000, i -> bench.scan("scan " + i + " ".repeat(900) + "."));
        var kept = queue.texts();
        assertThat(kept.stream().filter(text -> text.startsWith("entry"))).hasSize(200);
        assertThat(kept).noneMatch(text -> text.startsWith("line"));
        assertThat(kept.get(kept.size() - 1)).startsWith("scan 1999");
        assertThat(queue.journal().undelivered()).hasSize(1);
        assertThat(queue.outbox().drops().size()).isEqualTo(2_250 - kept.size());
    }

    @Test
    void seven_days_of_readings_each_five_seconds_have_room_and_leave_in_order() {
        var queue = bench.open();
        var readings = 7 * 24 * 3600 / 5;
        var values = Map.<String, Object>of("figures", "x".repeat(400));
        for (var from = 0; from < readings; from += 720) {
            queue.outbox()
                    .addAll(IntStream.range(from, from + 720)
                            .mapToObj(i -> (LongFunction<DeviceEvent>)
                                    seq -> new DeviceEvent.Reading(seq, bench.now, values, "cell", 40, 1L, 2L))
                            .toList());
            bench.pass(Duration.ofHours(1));
        }
        assertThat(queue.outbox().drops().total()).isZero();
        assertThat(queue.outbox().size()).isEqualTo(readings);
        var first = queue.sequences().lastEvent() - readings;
        var last = first;
        for (var share = queue.outbox().after(0, 200, 64 * 1024);
                !share.isEmpty();
                share = queue.outbox().after(last, 200, 64 * 1024)) {
            assertThat(share.get(0).seq()).isEqualTo(last + 1);
            assertThat(share).hasSizeLessThanOrEqualTo(200);
            last += share.size();
            queue.outbox().sending(last);
            queue.outbox().acknowledge(last);
        }
        assertThat(last - first).isEqualTo(readings);
    }

    @Test
    void entries_that_fill_twice_the_room_let_no_more_in() {
        var queue = bench.open(SMALL);
        many(queue, 15_000, i -> bench.entry("e" + i + " ".repeat(100) + "."));
        var kept = queue.texts();
        assertThat(kept.get(0)).startsWith("e0 ");
        assertThat(kept).hasSizeBetween(3_000, 10_000);
        assertThat(queue.outbox().drops().size()).isEqualTo(15_000 - kept.size());
    }

    @Test
    void telemetry_that_has_waited_too_long_goes_and_nothing_else() {
        var queue = bench.open(AN_HOUR);
        queue.outbox().addAll(List.of(bench.line("old"), bench.scan("old scan"), bench.entry("old entry")));
        bench.pass(Duration.ofMinutes(90));
        hundredShort(queue);
        assertThat(queue.texts().subList(0, 3)).containsExactly("old scan", "old entry", "new");
        assertThat(queue.outbox().drops()).isEqualTo(new Drops(1, 0, 0, 0));
    }

    @Test
    void a_clock_that_jumps_makes_nothing_old_and_changes_no_order() {
        var queue = bench.open(AN_HOUR);
        queue.outbox().add(bench.line("first"));
        bench.now = NOON.plus(Duration.ofDays(4_000));
        queue.outbox().add(bench.line("of the far future"));
        bench.now = NOON.minus(Duration.ofDays(8_000));
        queue.outbox().add(bench.line("of the past"));
        hundredShort(queue);
        queue.db().close();
        bench.now = NOON.plus(Duration.ofDays(9_000));
        var second = bench.open(AN_HOUR);
        hundredShort(second);
        assertThat(second.texts().subList(0, 4)).containsExactly("first", "of the far future", "of the past", "new");
        assertThat(second.outbox().drops().total()).isZero();
    }

    @Test
    void running_time_adds_up_over_restarts() {
        bench.open(AN_HOUR).outbox().add(bench.line("old"));
        bench.pass(Duration.ofMinutes(50));
        bench.open(AN_HOUR).outbox().add(bench.line("young"));
        bench.close();
        var queue = bench.open(AN_HOUR);
        bench.pass(Duration.ofMinutes(50));
        hundredShort(queue);
        assertThat(queue.texts().get(0))
                .as("100 minutes, but 50 of them not running")
                .isEqualTo("old");
    }

    @Test
    void what_was_given_up_is_told_once() {
        var queue = bench.open(SMALL);
        lines(queue, 2_000);
        var dropped = queue.outbox().drops().total();
        assertThat(queue.outbox().newDrops()).isEqualTo(dropped).isPositive();
        assertThat(queue.outbox().newDrops()).isZero();
        queue.db().close();
        assertThat(bench.open(SMALL).outbox().newDrops()).isZero();
    }

    @Test
    void an_event_too_large_for_any_message_is_counted() {
        var queue = bench.open();
        queue.outbox().add(seq -> {
            var print = new DeviceEvent.Print(seq, NOON);
            for (var i = 0; i < 20; i++) {
                print.more().put("m" + i, "x".repeat(4_000));
            }
            return print;
        });
        assertThat(queue.entries()).isEmpty();
        assertThat(queue.outbox().drops()).isEqualTo(new Drops(0, 0, 0, 1));
    }

    @Test
    void commands_keep_their_order_when_the_clock_goes_back() {
        var queue = bench.open();
        var ids = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
        for (var id : ids) {
            queue.journal().received(StoreBench.command(id));
            bench.now = bench.now.minus(Duration.ofDays(1));
        }
        assertThat(queue.journal().unfinished())
                .extracting(entry -> entry.command().id())
                .isEqualTo(ids);
        for (var id : ids) {
            queue.journal().finished(new CommandResult(id, true, null, null, null, bench.now, "s"));
            bench.now = bench.now.minus(Duration.ofDays(1));
        }
        assertThat(queue.journal().undelivered()).extracting(CommandResult::id).isEqualTo(ids);
    }

    @Test
    void a_clock_that_jumps_makes_no_command_forgotten() {
        var queue = bench.open();
        var known = UUID.randomUUID();
        queue.journal().received(StoreBench.command(known));
        queue.journal().finished(new CommandResult(known, true, null, null, null, bench.now, "s"));
        queue.journal().delivered(known);
        bench.now = NOON.plus(Duration.ofDays(4_000));
        for (var i = 0; i < 200; i++) {
            queue.journal().received(StoreBench.command(UUID.randomUUID()));
        }
        assertThat(queue.journal().find(known)).isPresent();
    }

    @Test
    void nonces_only_grow_even_when_the_clock_goes_back_and_the_agent_restarts() {
        var queue = bench.open();
        var first = queue.sequences().nextNonce();
        bench.now = NOON.minus(Duration.ofHours(1));
        var second = queue.sequences().nextNonce();
        queue.db().close();
        var third = bench.open().sequences().nextNonce();
        assertThat(first).isEqualTo(NOON.getEpochSecond() * 1_000_000);
        assertThat(second).isEqualTo(first + 1);
        assertThat(third).isGreaterThan(second);
    }

    @Test
    void the_journal_keeps_its_bounds_but_never_drops_what_the_server_has_not_heard() {
        var queue = bench.open();
        var unheard = UUID.randomUUID();
        for (var i = 0; i < 130; i++) {
            var id = i == 0 ? unheard : UUID.randomUUID();
            queue.journal().received(StoreBench.command(id));
            queue.journal().finished(new CommandResult(id, true, null, null, null, bench.now, "s"));
            if (i > 0) {
                queue.journal().delivered(id);
            }
            if (i == 60) {
                bench.pass(Duration.ofDays(40));
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
    void results_the_server_has_take_no_more_than_their_room() {
        var queue = bench.open();
        var ids = LongStream.range(0, 300).mapToObj(i -> UUID.randomUUID()).toList();
        for (var id : ids) {
            queue.journal().received(StoreBench.command(id));
            queue.journal().finished(new CommandResult(id, true, "x".repeat(32_000), null, null, NOON, "s"));
            queue.journal().delivered(id);
        }
        assertThat(queue.journal().find(ids.get(0))).isEmpty();
        assertThat(queue.journal().find(ids.get(200))).isPresent();
    }

    @Test
    void the_queue_of_an_earlier_agent_is_taken_over() throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("queue.db"));
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE command (id TEXT PRIMARY KEY, body TEXT NOT NULL, received_at INTEGER NOT"
                    + " NULL, started_at INTEGER, finished_at INTEGER, result TEXT, delivered INTEGER NOT NULL DEFAULT"
                    + " 0) WITHOUT ROWID");
            statement.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, telemetry INTEGER NOT"
                    + " NULL, body TEXT NOT NULL)");
            statement.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID");
            statement.execute("INSERT INTO meta VALUES ('event_seq', 7)");
            statement.execute("INSERT INTO event VALUES (7, " + NOON.toEpochMilli() + ", 1, '{\"line\":\"old\"}')");
        }
        var queue = bench.open(AN_HOUR);
        var id = UUID.randomUUID();
        queue.journal().received(StoreBench.command(id));
        hundredShort(queue);
        assertThat(queue.journal().unfinished()).hasSize(1);
        assertThat(queue.texts().get(0)).isEqualTo("old");
        bench.pass(Duration.ofHours(2));
        hundredShort(queue);
        assertThat(queue.texts().get(0)).isEqualTo("new");
    }

    @Test
    void bounds_that_leave_no_room_are_refused() {
        assertThatThrownBy(() -> new QueueBounds(KIB, Duration.ofDays(1), 256 * KIB))
                .hasMessageContaining("128 KiB");
        assertThatThrownBy(() -> new QueueBounds(512 * KIB, Duration.ZERO, 256 * KIB))
                .hasMessageContaining("time");
    }
}
