package dev.muster.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code java -jar muster-agent.jar} as a process of its own. */
final class RealAgent implements AutoCloseable {

    final String id;
    private final RunningMuster muster;
    private final Path data;
    private final Map<String, String> proof;
    private Process process;

    private RealAgent(RunningMuster muster, String id, Path data, Map<String, String> proof) {
        this.muster = muster;
        this.id = id;
        this.data = data;
        this.proof = proof;
    }

    /** With the enrollment key. */
    static RealAgent start(RunningMuster muster, String kind, String... more) {
        return start(muster, WireDevice.freshId(kind), Map.of("MUSTER_ENROLLMENT_KEY", muster.enrollmentKey()), more);
    }

    /** @param proof what it shows at its first contact, in its environment */
    static RealAgent start(RunningMuster muster, String id, Map<String, String> proof, String... more) {
        try {
            var agent = new RealAgent(muster, id, Files.createTempDirectory("muster-agent-" + id), proof);
            agent.run(more);
            return agent;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it, again with the same data folder where it ran before. */
    void run(String... more) {
        var jar = RunningMuster.home().resolve("edge-agent/target/muster-agent.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is missing: build the tree first (mvn package -DskipTests)");
        }
        var command = new ArrayList<>(List.of(
                RunningMuster.java(),
                "-Xmx64m",
                "-jar",
                jar.toString(),
                "--server",
                muster.base().toString(),
                "--id",
                id,
                "--data",
                data.toString()));
        command.addAll(List.of(more));
        try {
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
            builder.environment().keySet().removeIf(name -> name.startsWith("MUSTER_"));
            builder.environment().putAll(proof);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path log() {
        return data.resolve("agent.log");
    }

    Path data() {
        return data;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM; the exit code. */
    int stop() {
        process.destroy();
        awaitEnd();
        return process.exitValue();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the agent " + id + " did not end within 15 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroyForcibly();
        }
    }
}
