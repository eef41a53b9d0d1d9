package dev.muster.launcher;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

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
            """;

    private ServerLog() {}

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
