package dev.muster.agent.store;

import static dev.muster.agent.store.StoreBench.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.protocol.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system of two mebibytes that is really full; passed over where this user may not mount one. */
class FullDiskTest {

    private static final QueueBounds BOUNDS = new QueueBounds(16 << 20, Duration.ofDays(30), 512 * 1024);

    @TempDir
    Path dir;

    private StoreBench bench;

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=2m", "muster-test", dir.toString()) == 0, "no mount");
        bench = new StoreBench(dir);
    }

    @AfterEach
    void unmount() throws Exception {
        if (bench != null) {
            bench.close();
            run("umount", dir.toString());
        }
    }

    private static int run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException noSuchProgram) {
            return -1;
        }
    }

    private void lines(StoreBench.Queue queue, int from, int to) {
        for (var i = from; i < to; i += 10) {
            queue.outbox()
                    .addAll(IntStream.range(i, i + 10)
                            .mapToObj(n -> bench.line("line " + n + " ".repeat(900) + "."))
                            .toList());
        }
    }

    /** Others fill the disk. */
    private Path fill() throws IOException {
        var ballast = dir.resolve("others");
        try (var out = Files.newOutputStream(ballast)) {
            for (var i = 0; i < 4_096; i++) {
                out.write(new byte[1_024]);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("space");
        }
        return ballast;
    }

    @Test
    void the_agent_goes_on_gives_up_telemetry_says_so_and_recovers_when_there_is_room() throws IOException {
        var queue = bench.open(BOUNDS);
        var before = UUID.randomUUID();
        queue.journal().received(StoreBench.command(before));
        queue.journal().finished(new CommandResult(before, true, "before", null, null, NOON, "s"));
        queue.outbox().add(bench.entry("an entry"));
        lines(queue, 0, 300);
        var ballast = fill();
        lines(queue, 300, 3_000);
        assertThat(queue.db().isInMemory()).isTrue();
        assertThat(queue.db().takeNotices()).extracting(Notice::code).containsExactly("QUEUE-IN-MEMORY");
        var during = UUID.randomUUID();
        queue.journal().received(StoreBench.command(during));
        queue.journal().finished(new CommandResult(during, true, "during", null, null, NOON, "s"));

        var kept = queue.texts();
        assertThat(kept.get(0)).isEqualTo("an entry");
        assertThat(kept.get(kept.size() - 1)).startsWith("line 2999");
        assertThat(queue.outbox().drops().disk()).isEqualTo(3_001 - kept.size()).isPositive();
        bench.pass(Duration.ofSeconds(20));
        lines(queue, 3_000, 3_010);
        assertThat(queue.db().isInMemory()).as("still no room").isTrue();

        Files.delete(ballast);
        bench.pass(Duration.ofMinutes(1));
        lines(queue, 3_010, 3_020);
        assertThat(queue.db().isInMemory()).isFalse();
        assertThat(queue.db().takeNotices()).extracting(Notice::code).containsExactly("QUEUE-ON-DISK");
        var seqs = queue.seqs();
        assertThat(seqs).isSorted().doesNotHaveDuplicates();
        queue.db().close();
        var second = bench.open(BOUNDS);
        assertThat(second.seqs()).isEqualTo(seqs);
        assertThat(second.journal().undelivered()).extracting(CommandResult::id).containsExactly(before, during);
    }

    @Test
    void an_agent_that_starts_on_a_full_disk_has_what_waited_and_numbers_that_go_on() throws IOException {
        var queue = bench.open(BOUNDS);
        lines(queue, 0, 100);
        var last = queue.sequences().lastEvent();
        queue.db().close();
        fill();
        var second = bench.open(BOUNDS);
        lines(second, 100, 1_200);
        assertThat(second.db().isInMemory()).isTrue();
        assertThat(second.sequences().lastEvent()).isEqualTo(last + 1_100);
        assertThat(second.texts()).anyMatch(text -> text.startsWith("line 1199"));
        second.db().close();

        var third = bench.open(BOUNDS);
        lines(third, 1_200, 1_210);
        assertThat(third.seqs().get(third.seqs().size() - 1))
                .as("what the second run gave out in memory is known to the third")
                .isGreaterThan(last + 1_100);
    }
}
