package dev.muster.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process that this launcher or a killed one started, known by its number and its start time. */
final class Child {

    private final ProcessHandle process;
    private final Path file;

    private Child(ProcessHandle process, Path file) {
        this.process = process;
        this.file = file;
    }

    /**
     * Ctrl-C goes to every process of the terminal, but stopping is the launcher's to order. A signal that is ignored
     * stays ignored over exec, and a JVM or HAProxy leaves it so.
     */
    static List<String> unreachableByCtrlC(List<String> command) {
        var whole = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
        whole.addAll(command);
        return whole;
    }

    static Child record(ProcessHandle process, Path file) throws IOException {
        Files.writeString(file, process.pid() + " " + startOf(process).toEpochMilli());
        return new Child(process, file);
    }

    /** The recorded process, if it still lives; a number that now belongs to another program does not count. */
    static Optional<Child> find(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var recorded = Files.readString(file).strip().split(" ");
        if (recorded.length != 2 || !recorded[0].matches("[0-9]+")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(recorded[0]))
                .filter(process ->
                        recorded[1].equals(String.valueOf(startOf(process).toEpochMilli())))
                .map(process -> new Child(process, file));
    }

    private static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end; false when the time is over first. */
    boolean endsWithin(long millis) {
        try {
            process.onExit().get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SIGTERM, and SIGKILL when that has not helped after the given time. */
    void stop(long patienceMillis) {
        process.destroy();
        if (!endsWithin(patienceMillis)) {
            process.destroyForcibly();
            endsWithin(5_000);
        }
        forget();
    }

    void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
