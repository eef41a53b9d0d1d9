package dev.muster.launcher;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the server writes: its log into a file that it rotates by itself, everything else into the console file. */
final class ServerLog {

    private static final String HANDLER = """

            handlers=java.util.logging.FileHandler
            java.util.logging.FileHandler.pattern=%s/server.%%g.log
            java.util.logging.FileHandler.limit=10485760
            java.util.logging.FileHandler.count=5
            java.util.logging.FileHandler.append=true
            java.util.logging.FileHandler.formatter=com.sun.enterprise.server.logging.ODLLogFormatter
            com.sun.enterprise.server.logging.ODLLogFormatter.ansiColor=false
            # Boot commands are logged with their values, and the pool has a password.
            fish.payara.boot.runtime.BootCommand.level=WARNING
            """;

    private static final Pattern NOT_DEPLOYED = Pattern.compile("Exception while loading the app : (.{1,300})");
    private static final Pattern NOT_STARTED = Pattern.compile("Muster cannot start: (.{1,300})");

    private final Path file;
    private final long begin;

    private ServerLog(Path file, long begin) {
        this.file = file;
        this.begin = begin;
    }

    /** What the server will write from now on. */
    static ServerLog fromHere(Path folder) {
        var file = folder.resolve("server.0.log");
        return new ServerLog(file, file.toFile().length());
    }

    /**
     * Why the server will never be ready, as a sentence. Payara Micro lives on without its application when that does not
     * deploy, and the application lives on without its keys; only the log says so.
     */
    Optional<String> startFailure() {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.position(channel.size() < begin ? 0 : begin);
            var written = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            var refused = NOT_STARTED.matcher(written);
            if (refused.find()) {
                return Optional.of(refused.group(1).replaceAll("(]])?$", ""));
            }
            var failure = NOT_DEPLOYED.matcher(written);
            return failure.find()
                    ? Optional.of("the server could not deploy the application: " + failure.group(1))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Later lines of a properties file win over earlier ones. The newest file is server.0.log; server.log points to it.
     */
    static void configure(Path properties, Path folder) throws IOException {
        Files.writeString(properties, Files.readString(properties) + HANDLER.formatted(folder));
        var newest = folder.resolve("server.log");
        Files.deleteIfExists(newest);
        Files.createSymbolicLink(newest, Path.of("server.0.log"));
    }

    /** What a JVM prints when it cannot even log; the previous run's is kept beside it. */
    static Redirect console(Path file) throws IOException {
        if (Files.exists(file)) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        return Redirect.appendTo(file.toFile());
    }
}
