package dev.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.agent.command.Device;
import dev.muster.agent.command.Executor;
import dev.muster.agent.command.Outcome;
import dev.muster.agent.store.AgeClock;
import dev.muster.agent.store.Outbox;
import dev.muster.agent.store.QueueBounds;
import dev.muster.agent.store.QueueDb;
import dev.muster.agent.store.Sequences;
import dev.muster.protocol.DeviceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongFunction;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device comes back after days, to a server that takes only so much. */
class DrainStoryTest {

    private static final Logger QUIET = Logger.getAnonymousLogger();

    @TempDir
    Path dir;

    private final FakeServer server = new FakeServer();
    private final Bench bench = new Bench();

    @BeforeEach
    void open() {
        QUIET.setUseParentHandlers(false);
        server.start();
    }

    @AfterEach
    void close() {
        bench.close();
        server.close();
    }

    private DeviceBook book() {
        return server.book("pump-7");
    }

    private AgentConfig config() {
        return Bench.config(server.uri(), "pump-7", dir).every(Duration.ofHours(1));
    }

    private void queue(int readings) throws IOException {
        Files.createDirectories(dir);
        try (var db = new QueueDb(dir, System::nanoTime, QUIET)) {
            var sequences = new Sequences(db, dir, Clock.systemUTC(), false, QUIET);
            var outbox = new Outbox(db, sequences, new AgeClock(db, System::nanoTime), QueueBounds.USUAL, QUIET);
            for (var from = 0; from < readings; from += 1_000) {
                outbox.addAll(IntStream.range(from, Math.min(readings, from + 1_000))
                        .mapToObj(DrainStoryTest::line)
                        .toList());
            }
        }
    }

    private static LongFunction<DeviceEvent> line(int number) {
        return seq -> new DeviceEvent.LogLine(seq, Instant.EPOCH, "INFO", "line " + number);
    }

    private void everythingArrivedOnceAndInOrder(int lines) {
        Eventually.await(
                "all lines",
                Duration.ofSeconds(60),
                () -> book().events("log_line").size() == lines);
        assertThat(book().events("log_line").stream()
                        .map(event -> event.path("line").asText()))
                .isEqualTo(IntStream.range(0, lines).mapToObj(i -> "line " + i).toList());
        assertThat(book().seqs())
                .isEqualTo(
                        LongStream.rangeClosed(1, book().seqs().size()).boxed().toList());
        assertThat(book().faults()).isEmpty();
    }

    private void nothingCameBeforeItWasAskedFor() {
        assertThat(server.knobs.refusedAt).isNotEmpty();
        for (var refused : List.copyOf(server.knobs.refusedAt)) {
            var tooEarly = refused
                    + Duration.ofMillis(server.knobs.retryAfterSec * 1_000L - 20)
                            .toNanos();
            assertThat(server.knobs.cameAt)
                    .as("visits within the time asked for")
                    .noneMatch(at -> at > refused && at < tooEarly);
        }
    }

    @Test
    void a_socket_that_is_closed_as_overloaded_comes_back_when_told_and_goes_on_where_it_was() throws IOException {
        queue(3_000);
        server.knobs.overloadAfterMessages = 6;
        bench.start(config());
        everythingArrivedOnceAndInOrder(3_000);
        assertThat(book().connections()).isGreaterThan(2);
        nothingCameBeforeItWasAskedFor();
    }

    @Test
    void a_check_in_that_is_too_many_waits_as_told() throws IOException {
        queue(1_000);
        server.knobs.tooManyCheckIns = 2;
        bench.start(config().over(LinkMode.CHECKIN));
        everythingArrivedOnceAndInOrder(1_000);
        assertThat(server.knobs.refusedAt).hasSize(2);
        nothingCameBeforeItWasAskedFor();
    }

    @Test
    void a_result_that_is_ready_meanwhile_waits_too() {
        var release = new CountDownLatch(1);
        bench.knowing(new Executor() {
            @Override
            public String type() {
                return "test_effect";
            }

            @Override
            public Outcome run(JsonNode args, Device device) throws InterruptedException {
                release.await();
                return Outcome.done("done");
            }
        });
        bench.start(config().over(LinkMode.CHECKIN));
        var id = server.command("pump-7", "test_effect");
        Eventually.await("it runs", () -> !book().acknowledgements().isEmpty());
        server.knobs.retryAfterSec = 3;
        server.knobs.tooManyCheckIns = 1;
        Eventually.await("the refusal", () -> !server.knobs.refusedAt.isEmpty());
        release.countDown();
        Eventually.await("the result", () -> !book().results(id).isEmpty());
        nothingCameBeforeItWasAskedFor();
    }
}
