package dev.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents as parts of another program. */
class EmbeddingTest {

    @TempDir
    Path dir;

    private static long agentThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("muster-"))
                .count();
    }

    @Test
    void a_dozen_agents_share_a_process_and_leave_nothing_behind() {
        try (var server = new FakeServer().start()) {
            try (var bench = new Bench()) {
                IntStream.range(0, 12)
                        .forEach(i -> bench.start(Bench.config(server.uri(), "device." + i, dir.resolve("d" + i))
                                .simulating(DemoKind.GATEWAY)));
                Eventually.await(
                        "all are connected",
                        () -> IntStream.range(0, 12).allMatch(i -> server.isConnected("device." + i)));
                Eventually.await(
                        "all report",
                        () -> IntStream.range(0, 12)
                                .allMatch(i -> server.book("device." + i)
                                                .events("reading")
                                                .size()
                                        > 2));
                assertThat(agentThreads()).isLessThanOrEqualTo(12);
                IntStream.range(0, 12)
                        .forEach(i ->
                                assertThat(server.book("device." + i).faults()).isEmpty());
            }
            Eventually.await("their threads are gone", () -> agentThreads() == 0);
        }
    }

    @Test
    void an_agent_can_be_closed_twice_and_started_again() throws Exception {
        try (var server = new FakeServer().start()) {
            var agent = new Agent(Bench.config(server.uri(), "pump-7", dir));
            agent.start();
            agent.start();
            Eventually.await("connected", agent::isConnected);
            agent.close();
            agent.close();
            assertThat(agent.isConnected()).isFalse();
            agent.start();
            Eventually.await("connected again", agent::isConnected);
            agent.close();
        }
    }

    @Test
    void a_folder_that_belongs_to_another_device_is_refused() throws Exception {
        try (var server = new FakeServer().start()) {
            var agent = new Agent(Bench.config(server.uri(), "pump-7", dir));
            var other = new Agent(Bench.config(server.uri(), "pump-8", dir));
            agent.start();
            Eventually.await("enrolled", () -> Files.exists(dir.resolve("identity.json")));
            agent.close();
            assertThatThrownBy(other::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("belongs to device pump-7, not to pump-8");
        }
    }

    @Test
    void a_folder_that_cannot_be_written_is_refused_in_one_sentence() throws Exception {
        var file = Files.writeString(dir.resolve("file"), "");
        try (var agent = new Agent(Bench.config(java.net.URI.create("http://127.0.0.1:1"), "pump-7", file))) {
            assertThatThrownBy(agent::start).isInstanceOf(IOException.class).hasMessageContaining("cannot be written");
        }
    }
}
