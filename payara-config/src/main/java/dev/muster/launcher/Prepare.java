package dev.muster.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/**
 * Part of the build: unpacks Payara Micro, with the JDBC driver in it, and lets it deploy the application once to record
 * which classes it loads. With that archive a small application was ready after 3.6 s instead of 5.4 s. Both are kept
 * until the server or the JDK changes; without the archive everything works, only slower.
 */
@Command(name = "prepare", hidden = true, description = "Unpacks the server and records its classes.")
final class Prepare implements Callable<Integer> {

    private static final int TRAINING_SECONDS = 240;

    @Override
    public Integer call() throws IOException {
        var home = Home.find();
        var server = home.micro().getParent();
        unpack(home, server.resolve("payara-micro.jar"), server.resolve("postgresql.jar"));
        if (!Files.exists(home.classArchive())) {
            record(home);
        }
        return ExitCode.OK;
    }

    /** Kept when it is the same server already: a new time stamp on its jars would make the archive useless. */
    private static void unpack(Home home, Path payara, Path driver) throws IOException {
        var marker = home.micro().resolve("unpacked-from");
        var origin = Files.size(payara) + " " + Files.size(driver);
        if (Files.exists(marker) && Files.readString(marker).equals(origin)) {
            return;
        }
        Trees.delete(home.micro());
        Files.deleteIfExists(home.classArchive());
        run(
                new ProcessBuilder(List.of(
                        java(),
                        "-jar",
                        payara.toString(),
                        "--rootdir",
                        home.micro().toString(),
                        "--addlibs",
                        driver.toString(),
                        "--outputlauncher")),
                payara.resolveSibling("unpack.log"));
        Files.writeString(marker, origin);
    }

    /** There is no database in the training: the application deploys without one and waits for it. */
    private static void record(Home home) throws IOException {
        var folder = Files.createTempDirectory("muster-prepare");
        var unfinished = home.classArchive().resolveSibling("classes.new");
        try (var data = DataFolder.take(folder.resolve("data"))) {
            var settings = Settings.read(
                    Map.of("MUSTER_DATA_DIR", folder.resolve("data").toString()),
                    home.serverSettings(),
                    OptionalInt.of(Ports.anyFree()));
            var kek = new Secrets(data).kek(java.util.Optional.empty(), false);
            var training = new Server(
                            home,
                            data,
                            settings,
                            Map.of(
                                    "MUSTER_DB_URL", "jdbc:postgresql://127.0.0.1:1/none",
                                    "MUSTER_DB_USER", "none",
                                    "MUSTER_DB_PASSWORD", "none",
                                    "MUSTER_KEK_PATH", kek.toString()))
                    .training(unfinished);
            run(training, home.micro().resolveSibling("record.log"));
            Files.move(unfinished, home.classArchive(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            System.err.println("The server will start slower: its classes were not recorded (" + e.getMessage() + ")");
        } finally {
            Trees.delete(folder);
        }
    }

    private static void run(ProcessBuilder builder, Path log) throws IOException {
        var process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("no end after " + TRAINING_SECONDS + " s, see " + log);
            }
            if (process.exitValue() != 0) {
                throw new IOException("exit code " + process.exitValue() + ", see " + log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin/java").toString();
    }
}
