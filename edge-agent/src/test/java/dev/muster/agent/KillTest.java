package dev.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of real agent processes under a steady stream of readings and commands. */
class KillTest {

    private static final int KILLS = Integer.getInteger("muster.test.kills", 8);
    private static final long SEED = Long.getLong("muster.test.seed", 20261120L);

    @TempDir
    Path dir;

    @Test
    void an_agent_that_is_killed_again_and_again_loses_no_event_and_runs_no_command_twice() throws Exception {
        var random = new Random(SEED);
        var sent = new ArrayList<UUID>();
        try (var server = new FakeServer().start()) {
            var book = server.book("press-3");
            for (var kill = 0; kill < KILLS; kill++) {
                var agent = launch(server);
                var before = book.connections();
                Eventually.await("the agent is back", Duration.ofSeconds(20), () -> book.connections() > before);
                for (var i = 0; i < 3; i++) {
                    sent.add(command(server, sent.size()));
                    Eventually.pause(random.nextInt(60));
                }
                Eventually.pause(random.nextInt(250));
                agent.destroyForcibly().waitFor();
            }
            var last = launch(server);
            Eventually.await(
                    "every command has a result",
                    Duration.ofSeconds(30),
                    () -> sent.stream().noneMatch(id -> book.results(id).isEmpty()));
            var highest = book.highest();
            Eventually.await("events go on", () -> book.highest() > highest + 5);
            last.destroyForcibly().waitFor();

            var seqs = book.seqs();
            assertThat(seqs)
                    .as("each event once, in order, none left out")
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, seqs.size()).boxed().toList());
            assertThat(book.faults()).isEmpty();
            var marks = Files.readAllLines(dir.resolve("marks"));
            assertThat(marks).as("each effect at most once").doesNotHaveDuplicates();
            var interrupted = sent.stream()
                    .filter(id -> !book.results(id).get(0).success())
                    .toList();
            assertThat(marks.size()).isBetween(sent.size() - interrupted.size(), sent.size());
            for (var id : sent) {
                var results = book.results(id);
                assertThat(results).as("one word on each command").allMatch(results.get(0)::equals);
            }
            System.out.println("seed " + SEED + ": " + KILLS + " kills, " + seqs.size() + " events, " + sent.size()
                    + " commands, " + marks.size() + " effects, " + interrupted.size() + " reported as interrupted");
        }
    }

    private static UUID command(FakeServer server, int number) {
        return server.command("press-3", KillableAgent.EFFECT, Json.object().put("mark", "m" + number));
    }

    private Process launch(FakeServer server) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KillableAgent.class.getName(),
                        server.uri().toString(),
                        "press-3",
                        dir.resolve("agent").toString(),
                        dir.resolve("marks").toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(dir.toFile(), "agent.log")))
                .start();
    }
}
