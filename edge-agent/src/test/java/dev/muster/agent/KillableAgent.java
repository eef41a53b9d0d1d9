package dev.muster.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.agent.command.Device;
import dev.muster.agent.command.Executor;
import dev.muster.agent.command.Outcome;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A real agent in a process of its own, with a command that leaves a mark each time it has its effect. */
final class KillableAgent {

    static final String EFFECT = "test_effect";

    private KillableAgent() {}

    /** Arguments: server, device id, data folder, file for the marks. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var marks = FileChannel.open(
                Path.of(arguments[3]), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        var config = AgentConfig.of(
                        URI.create(arguments[0]), arguments[1], FakeServer.ENROLLMENT_KEY, Path.of(arguments[2]))
                .every(Duration.ofMillis(20))
                .simulating(DemoKind.PRESS);
        var agent = new Agent(config, AgentParts.usual().with(List.of(new Effect(marks))));
        agent.start();
        new CountDownLatch(1).await();
    }

    private record Effect(FileChannel marks) implements Executor {
        @Override
        public String type() {
            return EFFECT;
        }

        @Override
        public Outcome run(JsonNode args, Device device) throws Exception {
            marks.write(ByteBuffer.wrap((args.path("mark").asText() + "\n").getBytes(StandardCharsets.UTF_8)));
            marks.force(true);
            Thread.sleep(30);
            return Outcome.done("marked");
        }
    }
}
