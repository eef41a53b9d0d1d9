package dev.muster.agent.store;

import static dev.muster.agent.store.StoreBench.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.protocol.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueFaultTest {

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

    @Test
    void events_survive_a_restart_in_order_and_numbers_go_on() {
        var first = bench.open();
        first.outbox().addAll(List.of(bench.line("a"), bench.line("b")));
        first.db().close();
        var second = bench.open();
        second.outbox().add(bench.line("c"));
        var start = second.seqs().get(0);
        assertThat(second.seqs()).containsExactly(start, start + 1, start + 2);
    }

    @Test
    void a_queue_that_is_no_database_is_put_aside_and_numbers_do_not_go_backwards() throws IOException {
        var first = bench.open();
        first.outbox().addAll(List.of(bench.line("a"), bench.line("b"), bench.line("c")));
        var last = first.sequences().lastEvent();
        first.ledger().begin(seq -> "{}", 0, List.of());
        first.db().close();
        Files.writeString(dir.resolve("queue.db"), "this is no database ".repeat(500));
        var second = bench.open();
        second.outbox().add(bench.line("d"));
        assertThat(second.seqs()).allMatch(seq -> seq > last).hasSize(1);
        assertThat(second.ledger().begin(seq -> "{}", 0, List.of()).seq()).isGreaterThan(1);
        assertThat(bench.files()).anyMatch(name -> name.startsWith("queue.db.damaged-"));
    }

    @Test
    void a_damaged_page_costs_at_most_what_stood_on_it_and_never_the_numbers() throws IOException {
        var random = new Random(23);
        for (var round = 0; round < 12; round++) {
            var before = bench.open();
            for (var i = 0; i < 40; i++) {
                before.outbox().add(bench.line("x".repeat(200)));
            }
            var last = before.sequences().lastEvent();
            before.db().close();
            var garbage = new byte[600];
            random.nextBytes(garbage);
            var file = dir.resolve("queue.db");
            overwrite(file, random.nextLong(Files.size(file) - garbage.length), garbage);
            var after = bench.open();
            after.outbox().add(bench.line("next"));
            var kept = after.seqs();
            assertThat(kept.get(kept.size() - 1)).as("round %d", round).isGreaterThan(last);
            after.db().close();
        }
    }

    @Test
    void a_result_survives_damage_to_the_events() throws IOException, SQLException {
        var id = UUID.randomUUID();
        var before = bench.open();
        before.journal().received(StoreBench.command(id));
        before.journal().started(id);
        before.journal().finished(new CommandResult(id, true, "done", null, NOON, NOON, "sig"));
        for (var i = 0; i < 200; i++) {
            before.outbox().add(bench.line("x".repeat(500)));
        }
        before.db().close();
        overwrite(dir.resolve("queue.db"), (lastPageOfEvents() - 1) * 4096, new byte[4096]);
        var after = bench.open();
        assertThat(after.journal().find(id))
                .hasValueSatisfying(entry -> assertThat(entry.result().output()).isEqualTo("done"));
        assertThat(bench.files()).anyMatch(name -> name.startsWith("queue.db.damaged-"));
    }

    @Test
    void a_deleted_queue_and_a_deleted_high_water_mark_do_not_bring_numbers_back() throws IOException {
        var first = bench.open();
        first.outbox()
                .addAll(LongStream.range(0, 50).mapToObj(i -> bench.line("a")).toList());
        var last = first.sequences().lastEvent();
        first.db().close();
        for (var name : bench.files()) {
            Files.delete(dir.resolve(name));
        }
        bench.now = NOON.plusSeconds(60);
        var second = bench.open();
        second.outbox().add(bench.line("b"));
        assertThat(second.seqs().get(0)).isGreaterThan(last);
    }

    @Test
    void a_disk_that_cannot_be_written_does_not_stop_the_device_and_heals() throws IOException {
        Files.createDirectory(dir.resolve("queue.db"));
        var queue = bench.open();
        assertThat(queue.db().isInMemory()).isTrue();
        queue.outbox().addAll(List.of(bench.line("a"), bench.line("b")));
        var id = UUID.randomUUID();
        queue.journal().received(StoreBench.command(id));
        assertThat(queue.seqs()).hasSize(2);
        Files.delete(dir.resolve("queue.db"));
        bench.pass(Duration.ofSeconds(20));
        queue.outbox().add(bench.line("c"));
        assertThat(queue.db().isInMemory()).isFalse();
        var kept = queue.seqs();
        queue.db().close();
        var second = bench.open();
        assertThat(second.seqs()).isEqualTo(kept).hasSize(3);
        assertThat(second.journal().find(id)).isPresent();
    }

    @Test
    void a_full_disk_in_the_middle_of_it_loses_nothing_that_was_kept() throws SQLException {
        var queue = bench.open();
        queue.outbox().addAll(List.of(bench.line("a"), bench.line("b")));
        queue.db().call(c -> {
            try (var statement = c.createStatement()) {
                var pages = statement.executeQuery("PRAGMA page_count").getLong(1);
                return statement.execute("PRAGMA max_page_count=" + (pages + 1));
            }
        });
        for (var i = 0; i < 50; i++) {
            queue.outbox().add(bench.line("x".repeat(3_000)));
        }
        assertThat(queue.db().isInMemory()).isTrue();
        var kept = queue.seqs();
        assertThat(kept).hasSize(52).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void what_the_server_has_is_dropped_and_what_it_cannot_have_is_not() {
        var queue = bench.open();
        queue.outbox().addAll(List.of(bench.line("a"), bench.line("b"), bench.line("c")));
        var first = queue.seqs().get(0);
        queue.outbox().sending(first);
        queue.outbox().acknowledge(first + 100);
        assertThat(queue.seqs()).containsExactly(first + 1, first + 2);
    }

    @Test
    void numbers_that_collide_with_a_forgotten_past_are_given_anew() {
        var queue = bench.open();
        queue.outbox().addAll(List.of(bench.line("a"), bench.line("b")));
        var last = queue.sequences().lastEvent();
        queue.outbox().resume(last + 500);
        assertThat(queue.seqs()).containsExactly(last + 501, last + 502);
        assertThat(queue.outbox().after(0, 1, 1_000).get(0).body()).contains("\"seq\":" + (last + 501));
        queue.outbox().add(bench.line("c"));
        assertThat(queue.seqs()).endsWith(last + 503);
    }

    @Test
    void a_damaged_identity_is_reported_and_not_overwritten() throws IOException {
        Files.writeString(dir.resolve("identity.json"), "{\"deviceId\":");
        var file = new IdentityFile(dir);
        assertThatThrownBy(file::read).isInstanceOf(IOException.class).hasMessageContaining("damaged");
        assertThat(Files.readString(dir.resolve("identity.json"))).isEqualTo("{\"deviceId\":");
    }

    @Test
    void a_file_that_was_cut_off_or_lost_its_log_while_it_ran_is_replaced_and_said() throws IOException {
        var queue = bench.open();
        for (var i = 0; i < 100; i++) {
            queue.outbox()
                    .addAll(LongStream.range(0, 40)
                            .mapToObj(n -> bench.line("x".repeat(1_000)))
                            .toList());
        }
        var last = queue.sequences().lastEvent();
        try (var channel = Files.newByteChannel(dir.resolve("queue.db"), StandardOpenOption.WRITE)) {
            channel.truncate(5_000);
        }
        Files.write(dir.resolve("queue.db-wal"), new byte[0]);
        queue.outbox().add(bench.line("perhaps lost with the file"));
        assertThat(queue.seqs()).isSorted();
        assertThat(queue.db().takeNotices()).extracting(Notice::code).contains("QUEUE-DAMAGED");
        bench.pass(Duration.ofSeconds(20));
        queue.outbox().add(bench.line("next"));
        assertThat(queue.db().isInMemory()).isFalse();
        queue.db().close();
        var second = bench.open();
        assertThat(second.texts()).endsWith("next");
        assertThat(second.seqs()).isSorted().allMatch(seq -> seq > 0);
        assertThat(second.seqs().get(second.seqs().size() - 1)).isGreaterThan(last);
    }

    @Test
    void a_disk_that_breaks_files_again_and_again_does_not_fill_up_with_them() throws IOException {
        for (var round = 1; round <= 6; round++) {
            Files.writeString(dir.resolve("queue.db"), "this is no database ".repeat(500));
            var queue = bench.open();
            assertThat(queue.db().takeNotices()).singleElement().satisfies(notice -> {
                assertThat(notice.code()).isEqualTo("QUEUE-DAMAGED");
                assertThat(notice.context()).containsKeys("file", "reason");
            });
            queue.db().close();
        }
        assertThat(bench.files().stream().filter(name -> name.contains("damaged")))
                .contains("queue.db.damaged-4", "queue.db.damaged-5", "queue.db.damaged-6")
                .noneMatch(name -> name.contains("damaged-3"));
    }

    @Test
    void the_retry_of_a_broken_disk_does_not_ask_the_time_of_day() throws IOException {
        Files.createDirectory(dir.resolve("queue.db"));
        var queue = bench.open();
        Files.delete(dir.resolve("queue.db"));
        bench.now = NOON.minus(Duration.ofDays(4_000));
        bench.pass(Duration.ofSeconds(16));
        queue.outbox().add(bench.line("a"));
        assertThat(queue.db().isInMemory()).isFalse();
        assertThat(queue.db().takeNotices())
                .extracting(Notice::code)
                .containsExactly("QUEUE-IN-MEMORY", "QUEUE-ON-DISK");
    }

    @Test
    void what_a_broken_disk_has_left_half_written_is_put_aside_on_the_way_back() throws IOException {
        Files.createDirectory(dir.resolve("queue.db"));
        var queue = bench.open();
        queue.outbox().add(bench.line("a"));
        Files.delete(dir.resolve("queue.db"));
        Files.writeString(dir.resolve("queue.db"), "this is no database ".repeat(500));
        bench.pass(Duration.ofSeconds(20));
        queue.outbox().add(bench.line("b"));
        assertThat(queue.db().isInMemory()).isFalse();
        assertThat(queue.texts()).containsExactly("a", "b");
        assertThat(bench.files()).contains("queue.db.damaged-1");
    }
}
