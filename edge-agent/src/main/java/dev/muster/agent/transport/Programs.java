package dev.muster.agent.transport;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Programs of the host that tell more than the kernel's files. One that is not there, fails, takes more than
 * {@link #PATIENCE} or prints more than {@link #OUTPUT_BYTES} tells nothing. No shell is involved.
 */
final class Programs {

    static final Duration PATIENCE = Duration.ofSeconds(3);
    static final int OUTPUT_BYTES = 256 * 1024;

    /** Where they stand on most hosts, also where the service's own path leaves that out. */
    private static final List<Path> ALWAYS = List.of(Path.of("/usr/sbin"), Path.of("/sbin"));

    private final List<Path> folders;

    private Programs(List<Path> folders) {
        this.folders = folders;
    }

    static Programs ofHost() {
        var path = System.getenv("PATH") == null ? "/usr/bin:/bin" : System.getenv("PATH");
        return new Programs(Stream.concat(folders(path), ALWAYS.stream()).toList());
    }

    static Programs on(String path) {
        return new Programs(folders(path).toList());
    }

    boolean has(String name) {
        return find(name).isPresent();
    }

    /** What it prints. */
    Optional<String> run(String name, String... arguments) {
        return find(name).flatMap(program -> {
            try {
                return run(program, arguments);
            } catch (IOException cannotBeRun) {
                return Optional.empty();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        });
    }

    private Optional<String> run(Path program, String... arguments) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(program.toString()));
        line.addAll(List.of(arguments));
        var builder = new ProcessBuilder(line)
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().put("LC_ALL", "C");
        builder.environment()
                .put(
                        "PATH",
                        String.join(":", folders.stream().map(Path::toString).toList()));
        var process = builder.start();
        var watchdog = CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        var late = CompletableFuture.runAsync(() -> end(process), watchdog);
        try (var printed = process.getInputStream()) {
            var bytes = printed.readNBytes(OUTPUT_BYTES + 1);
            if (bytes.length > OUTPUT_BYTES) {
                end(process);
            }
            return process.waitFor() == 0 && bytes.length <= OUTPUT_BYTES
                    ? Optional.of(new String(bytes, StandardCharsets.UTF_8))
                    : Optional.empty();
        } finally {
            late.cancel(false);
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private Optional<Path> find(String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Stream<Path> folders(String path) {
        return Stream.of(path.split(":"))
                .filter(folder -> folder.startsWith("/"))
                .map(Path::of);
    }
}
