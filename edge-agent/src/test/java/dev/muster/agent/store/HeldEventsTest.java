package dev.muster.agent.store;

import static dev.muster.agent.store.StoreBench.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.DeviceEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldEventsTest {

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

    private void scans(StoreBench.Queue queue, int from, int to) {
        queue.outbox()
                .addAll(IntStream.range(from, to)
                        .mapToObj(i -> bench.scan("s" + i))
                        .toList());
    }

    /** Takes all there is, as a server does: some at a time, acknowledged before there is more. */
    private static List<String> drain(StoreBench.Queue queue) {
        var taken = new ArrayList<String>();
        var last = 0L;
        for (var texts = List.of(""); !texts.isEmpty(); ) {
            var entries = queue.outbox().after(last, 200, 64 * 1024);
            texts = entries.stream().map(Outbox.Entry::body).toList();
            assertThat(taken).as("more than was ever made").hasSizeLessThan(10_000);
            if (!entries.isEmpty()) {
                assertThat(entries.get(0).seq())
                        .isEqualTo(last == 0 ? entries.get(0).seq() : last + 1);
                last = entries.get(entries.size() - 1).seq();
                queue.outbox().sending(last);
                queue.outbox().acknowledge(last);
            }
            entries.forEach(entry -> {
                assertThat(entry.body()).contains("\"seq\":" + entry.seq() + ",");
                taken.add(entry.body().replaceAll(".*\"(?:code|line)\":\"([^\"]*)\".*", "$1"));
            });
        }
        return taken;
    }

    private static List<String> numbered(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "s" + i).toList();
    }

    @Test
    void data_is_held_while_what_the_device_says_of_itself_goes_on() {
        var queue = bench.open();
        scans(queue, 0, 2);
        queue.outbox().hold(true);
        scans(queue, 2, 4);
        queue.outbox().addAll(List.of(bench.line("a line"), bench.entry("an entry"), reading()));
        assertThat(queue.texts()).as("and what waited already").containsExactly("s0", "s1", "a line", "an entry");
        assertThat(queue.outbox().size()).isEqualTo(4);
        assertThat(queue.outbox().held()).isEqualTo(3);
    }

    private static LongFunction<DeviceEvent> reading() {
        return seq -> new DeviceEvent.Reading(seq, NOON, Map.of("a", 1.5), "eth", 3, 1L, 2L);
    }

    @Test
    void what_was_held_is_handed_over_in_order_and_new_data_comes_behind_it() {
        var queue = bench.open();
        queue.outbox().hold(true);
        scans(queue, 0, 3_500);
        queue.outbox().hold(false);
        scans(queue, 3_500, 3_600);
        assertThat(queue.outbox().size()).isEqualTo(3_600);
        assertThat(queue.outbox().hasMoreThan(1_000)).isTrue();
        var first = queue.entries();
        assertThat(first).as("a share at a time").hasSize(1_000);
        scans(queue, 3_600, 3_610);
        assertThat(drain(queue)).isEqualTo(numbered(0, 3_610));
        assertThat(queue.outbox().size()).isZero();
        scans(queue, 3_610, 3_611);
        assertThat(queue.texts()).containsExactly("s3610");
    }

    @Test
    void holding_again_in_the_middle_of_a_hand_over_keeps_the_rest() {
        var queue = bench.open();
        queue.outbox().hold(true);
        scans(queue, 0, 2_500);
        queue.outbox().hold(false);
        queue.outbox().after(0, 1, 1_000);
        queue.outbox().hold(true);
        scans(queue, 2_500, 2_600);
        assertThat(drain(queue)).isEqualTo(numbered(0, 1_000));
        queue.outbox().hold(false);
        assertThat(drain(queue)).isEqualTo(numbered(1_000, 2_600));
    }

    @Test
    void a_restart_in_the_middle_of_a_hand_over_loses_and_doubles_nothing() {
        var queue = bench.open();
        queue.outbox().hold(true);
        scans(queue, 0, 2_500);
        queue.outbox().hold(false);
        queue.outbox().after(0, 1, 1_000);
        queue.db().close();
        var second = bench.open();
        assertThat(drain(second)).isEqualTo(numbered(0, 2_500));
    }

    @Test
    void what_is_held_survives_a_disk_that_takes_no_writes_and_a_damaged_file() throws Exception {
        var queue = bench.open();
        queue.outbox().hold(true);
        scans(queue, 0, 20);
        queue.db().close();
        Files.move(dir.resolve("queue.db"), dir.resolve("kept"));
        Files.createDirectory(dir.resolve("queue.db"));
        var memory = bench.open();
        memory.outbox().hold(true);
        scans(memory, 20, 30);
        Files.delete(dir.resolve("queue.db"));
        bench.pass(Duration.ofSeconds(20));
        scans(memory, 30, 31);
        assertThat(memory.db().isInMemory()).isFalse();
        memory.outbox().hold(false);
        assertThat(drain(memory)).isEqualTo(numbered(20, 31));
        memory.db().close();
        Files.move(dir.resolve("kept"), dir.resolve("queue.db"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(drain(bench.open())).isEqualTo(numbered(0, 20));
    }

    @Test
    void the_bounds_count_what_is_held_too_and_the_oldest_goes_first() {
        var queue = bench.open(new QueueBounds(512 * 1024, Duration.ofDays(30), 512 * 1024));
        queue.outbox().hold(true);
        LongStream.range(0, 1_500).forEach(i -> {
            bench.pass(Duration.ofSeconds(1));
            queue.outbox()
                    .addAll(List.of(
                            bench.line("line " + i + " ".repeat(400) + "."),
                            seq -> new DeviceEvent.Reading(seq, NOON, Map.of("a", "x".repeat(400)), "eth", 3, 1L, i)));
        });
        var lines = queue.outbox().size();
        var readings = queue.outbox().held();
        assertThat(lines + readings + queue.outbox().drops().size()).isEqualTo(3_000);
        assertThat(lines).isBetween(readings / 2, readings * 2);
        assertThat(queue.texts().get((int) lines - 1)).startsWith("line 1499");
    }
}
