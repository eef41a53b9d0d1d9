package dev.muster.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The launcher as a process of its own, and what it left in its data folder. */
final class LauncherProcess {

    /** No build fails by a time: this is how long a machine with much else to do may take. */
    static final Duration PATIENCE = Duration.ofSeconds(180);

    private static final Path JAR = Path.of("target/muster-launcher.jar").toAbsolutePath();

    private final Process process;
    private final Path data;
    private final Path output;

    private LauncherProcess(Process process, Path data, Path output) {
        this.process = process;
        this.data = data;
        this.output = output;
    }

    static LauncherProcess up(Path data, int port, Map<String, String> settings, String... options) throws IOException {
        var arguments = new ArrayList<>(List.of("up", "--port", String.valueOf(port)));
        arguments.addAll(List.of(options));
        return start(data, settings, arguments);
    }

    /** Any verb and its arguments, without settings. */
    static LauncherProcess verb(Path data, String... arguments) throws IOException {
        return start(data, Map.of(), List.of(arguments));
    }

    static LauncherProcess verb(Path data, Map<String, String> settings, String... arguments) throws IOException {
        return start(data, settings, List.of(arguments));
    }

    private static LauncherProcess start(Path data, Map<String, String> settings, List<String> arguments)
            throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toString()));
        command.addAll(arguments);
        var output = Files.createTempFile("launcher", ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MUSTER_"));
        builder.environment().put("MUSTER_DATA_DIR", data.toString());
        builder.environment().putAll(settings);
        return new LauncherProcess(builder.start(), data, output);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    void awaitLine(String text, Duration patience) throws IOException {
        var end = System.nanoTime() + patience.toNanos();
        while (!output().contains(text) && process.isAlive() && System.nanoTime() < end) {
            Pause.millis(100);
        }
        assertThat(output()).contains(text);
    }

    int exitCode() throws IOException {
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(output())
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return process.exitValue();
    }

    /** SIGTERM. */
    int stop() throws IOException {
        process.destroy();
        return exitCode();
    }

    void kill() throws IOException {
        process.destroyForcibly();
        exitCode();
    }

    Optional<ProcessHandle> server() throws IOException {
        return serverOf(data);
    }

    Optional<ProcessHandle> postmaster() throws IOException {
        return postmasterOf(data);
    }

    /** What any user of the machine can read of these processes. */
    String commandLines() throws IOException {
        return server().flatMap(handle -> handle.info().commandLine()).orElse("")
                + process.info().commandLine().orElse("");
    }

    /** The names of the settings that the server was started with. */
    List<String> serverEnvironment() throws IOException {
        var environment = Path.of("/proc/" + server().orElseThrow().pid() + "/environ");
        return Stream.of(Files.readString(environment).split("\0"))
                .map(entry -> entry.split("=")[0])
                .filter(name -> name.startsWith("MUSTER_"))
                .toList();
    }

    static Optional<ProcessHandle> serverOf(Path data) throws IOException {
        return recorded(data.resolve("run/server.pid"));
    }

    static Optional<ProcessHandle> proxyOf(Path data) throws IOException {
        return recorded(data.resolve("run/haproxy.pid"));
    }

    static Optional<ProcessHandle> postmasterOf(Path data) throws IOException {
        return recorded(data.resolve("postgres/cluster/postmaster.pid"));
    }

    static void killWhatIsLeftOf(Path data) throws IOException {
        proxyOf(data).ifPresent(ProcessHandle::destroyForcibly);
        serverOf(data).ifPresent(ProcessHandle::destroyForcibly);
        postmasterOf(data).ifPresent(ProcessHandle::destroy);
    }

    private static Optional<ProcessHandle> recorded(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var number = Files.readString(file).strip().split("\\s+")[0];
        return ProcessHandle.of(Long.parseLong(number)).filter(ProcessHandle::isAlive);
    }
}
