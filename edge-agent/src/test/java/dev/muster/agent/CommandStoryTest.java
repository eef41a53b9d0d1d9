package dev.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.agent.command.Device;
import dev.muster.agent.command.Executor;
import dev.muster.agent.command.Outcome;
import dev.muster.agent.sensor.Simulations;
import dev.muster.protocol.Json;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandStoryTest {

    @TempDir
    Path dir;

    private final FakeServer server = new FakeServer();
    private final Bench bench = new Bench();
    private final AtomicInteger runs = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);

    /** A command with an effect, which takes until it is let go. */
    private final class Slow implements Executor {
        @Override
        public String type() {
            return "test_effect";
        }

        @Override
        public Outcome run(JsonNode args, Device device) throws InterruptedException {
            runs.incrementAndGet();
            release.await();
            return Outcome.done("done");
        }
    }

    @BeforeEach
    void open() {
        server.start();
    }

    @AfterEach
    void close() {
        release.countDown();
        bench.close();
        server.close();
    }

    private DeviceBook book() {
        return server.book("pump-7");
    }

    private Agent agent() {
        var agent = bench.start(Bench.config(server.uri(), "pump-7", dir));
        Eventually.await("the connection", () -> server.isConnected("pump-7"));
        return agent;
    }

    private String output(UUID id) {
        Eventually.await("the result", () -> !book().results(id).isEmpty());
        assertThat(book().faults()).isEmpty();
        return book().results(id).get(0).output();
    }

    private boolean succeeded(UUID id) {
        output(id);
        return book().results(id).get(0).success();
    }

    @Test
    void ping_tells_transport_round_trip_and_uptime() {
        agent();
        Eventually.await("a reading", () -> !book().events("reading").isEmpty());
        assertThat(output(server.command("pump-7", "ping")))
                .matches("transport loopback, round trip (\\d+ ms|not measured yet), up \\d+ s");
    }

    @Test
    void state_is_readable_and_can_be_parsed() throws Exception {
        agent();
        var state = Json.mapper().readTree(output(server.command("pump-7", "show_state")));
        assertThat(state.path("device").asText()).isEqualTo("pump-7");
        assertThat(state.path("queue").path("waiting").isNumber()).isTrue();
        assertThat(state.path("figures").path("disk_free_bytes").isNumber()).isTrue();
        assertThat(state.toString()).doesNotContain("secret").doesNotContain("token");
    }

    @Test
    void logs_arrive_as_events_before_the_result_counts_them() {
        bench.aloud();
        agent();
        var id = server.command("pump-7", "pull_logs", Json.object().put("lines", 2));
        assertThat(output(id)).isEqualTo("2 log lines sent");
        Eventually.await("the lines", () -> book().events("log_line").size() == 2);
        assertThat(book().events("log_line").get(0).path("level").asText()).isEqualTo("INFO");
    }

    @Test
    void a_line_that_was_pushed_is_pulled_with_the_same_time_level_and_words() {
        var trouble = Stream.iterate(Instant.parse("2026-11-20T12:00:00Z"), at -> at.plusSeconds(5))
                .filter(at -> Simulations.of("press", "pump-7")
                        .orElseThrow()
                        .incident(at)
                        .isPresent())
                .findFirst()
                .orElseThrow();
        bench.aloud()
                .at(Clock.fixed(trouble, ZoneOffset.UTC))
                .start(Bench.config(server.uri(), "pump-7", dir).simulating(DemoKind.PRESS));
        Eventually.await("the pushed line", () -> book().events("log_line").size() == 1);

        output(server.command("pump-7", "pull_logs"));
        Eventually.await("the pulled lines", () -> book().events("log_line").size() > 1);

        var lines = book().events("log_line").stream()
                .map(line -> line.path("ts").asText()
                        + line.path("level").asText()
                        + line.path("line").asText())
                .toList();
        assertThat(lines.get(0)).contains("simulated");
        assertThat(lines.stream().filter(lines.get(0)::equals)).hasSize(2);
    }

    @Test
    void sync_flushes_and_says_how_much_was_under_way() {
        agent();
        assertThat(output(server.command("pump-7", "force_sync")))
                .matches("nothing was kept back|1 event on the way|\\d+ events on the way");
    }

    @Test
    void a_result_is_signed_and_says_when_it_began_and_ended() {
        agent();
        var id = server.command("pump-7", "ping");
        output(id);
        var result = book().results(id).get(0);
        assertThat(result.startedAt()).isBeforeOrEqualTo(result.finishedAt());
        // more than once where it came more than once: on opening the socket, and by itself
        assertThat(book().acknowledgements()).containsOnly(id);
    }

    @Test
    void a_command_it_does_not_know_fails_with_the_reason() {
        agent();
        var id = server.command("pump-7", "self_destruct");
        assertThat(succeeded(id)).isFalse();
        assertThat(output(id)).contains("does not know the command self_destruct");
    }

    @Test
    void arguments_that_do_not_fit_fail_with_the_reason() {
        agent();
        var id = server.command("pump-7", "pull_logs", Json.object().put("lines", 100_000));
        assertThat(succeeded(id)).isFalse();
        assertThat(output(id)).contains("1 to 1000");
    }

    @Test
    void an_expired_command_is_not_run() {
        bench.knowing(new Slow());
        agent();
        var id = server.command(
                "pump-7", "test_effect", Json.object(), Instant.now().minusSeconds(5));
        assertThat(succeeded(id)).isFalse();
        assertThat(output(id)).contains("expired");
        assertThat(runs).hasValue(0);
    }

    @Test
    void a_repeat_is_answered_with_the_stored_result_and_not_run_again() {
        release.countDown();
        bench.knowing(new Slow());
        agent();
        var id = server.command("pump-7", "test_effect");
        output(id);
        for (var repeat = 0; repeat < 3; repeat++) {
            var before = book().results(id).size();
            server.socket("pump-7").hand(book().due(true).get(0));
            Eventually.await(
                    "the answer to the repeat", () -> book().results(id).size() > before);
        }
        assertThat(book().results(id)).allMatch(book().results(id).get(0)::equals);
        assertThat(runs).hasValue(1);
    }

    @Test
    void a_repeat_while_it_runs_does_not_run_it_twice() {
        bench.knowing(new Slow());
        agent();
        var id = server.command("pump-7", "test_effect");
        Eventually.await(
                "it runs and is acknowledged",
                () -> runs.get() == 1 && !book().acknowledgements().isEmpty());
        server.knobs.repeatCommands = true;
        server.socket("pump-7").drop();
        Eventually.await("the repeat", () -> book().acknowledgements().size() >= 2);
        release.countDown();
        output(id);
        assertThat(runs).hasValue(1);
    }

    @Test
    void a_repeat_after_a_restart_of_the_agent_is_answered_from_the_journal() {
        release.countDown();
        bench.knowing(new Slow());
        var first = agent();
        var id = server.command("pump-7", "test_effect");
        output(id);
        first.close();
        server.knobs.repeatCommands = true;
        agent();
        Eventually.await("the answer to the repeat", () -> book().results(id).size() >= 2);
        assertThat(book().results(id)).allMatch(book().results(id).get(0)::equals);
        assertThat(runs).hasValue(1);
    }

    @Test
    void one_that_must_not_be_repeated_is_reported_as_interrupted_after_a_restart() {
        bench.knowing(new Slow());
        var first = agent();
        var id = server.command("pump-7", "test_effect");
        Eventually.await("it runs", () -> runs.get() == 1);
        first.close();
        agent();
        assertThat(succeeded(id)).isFalse();
        assertThat(output(id)).startsWith("interrupted");
        assertThat(runs).hasValue(1);
    }

    @Test
    void a_result_the_server_did_not_hear_is_sent_again() {
        release.countDown();
        bench.knowing(new Slow());
        agent();
        server.knobs.neverAcknowledge = true;
        var id = server.command("pump-7", "test_effect");
        output(id);
        server.socket("pump-7").drop();
        Eventually.await("again", () -> book().results(id).size() >= 2);
        assertThat(runs).hasValue(1);
    }

    @Test
    void a_huge_or_dirty_output_is_cut_and_cleaned_and_still_signed() {
        bench.knowing(new Executor() {
            @Override
            public String type() {
                return "test_flood";
            }

            @Override
            public Outcome run(JsonNode args, Device device) {
                return Outcome.done("\u0000\u001b[31m\ud800ü\"\\".repeat(20_000));
            }
        });
        agent();
        var output = output(server.command("pump-7", "test_flood"));
        assertThat(output).hasSizeLessThanOrEqualTo(32 * 1024).endsWith("… cut").doesNotContain("\u0000", "\u001b");
        assertThat(output.chars().noneMatch(c -> c >= 0xd800 && c <= 0xdfff)).isTrue();
    }
}
