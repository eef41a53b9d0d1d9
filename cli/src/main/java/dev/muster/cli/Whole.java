package dev.muster.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that are written as a whole or not at all. */
final class Whole {
    private Whole() {}

    /** An existing file is replaced once all is there. */
    static void write(InputStream in, Path file) throws IOException {
        var unfinished = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            Files.copy(in, unfinished, StandardCopyOption.REPLACE_EXISTING);
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** @param file null for standard output */
    static Failure brokenOff(IOException e, Path file) {
        return Failure.failed(
                "export",
                "The export broke off" + (file == null ? "" : " and " + file + " is not written") + ": "
                        + e.getClass().getSimpleName() + " " + e.getMessage() + ".");
    }
}
