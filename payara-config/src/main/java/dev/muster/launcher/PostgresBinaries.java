package dev.muster.launcher;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks PostgreSQL from the library path: {@code postgres-linux-x86_64.txz} and its like for other machines. */
final class PostgresBinaries {

    private PostgresBinaries() {}

    /**
     * @param into the parent folder; the unpacked folder is named after the archive's size, so that another version
     *     gets a folder of its own
     * @return a folder with {@code bin/postgres}, {@code bin/initdb} and {@code bin/pg_ctl}
     */
    static Path unpack(Path into) {
        var archive = PostgresBinaries.class.getResource("/" + archiveName());
        if (archive == null) {
            throw new StartRefused("there is no embedded PostgreSQL for " + System.getProperty("os.name") + " on "
                    + System.getProperty("os.arch") + ": set MUSTER_DB_URL to a PostgreSQL of your own");
        }
        try {
            var connection = archive.openConnection();
            connection.setUseCaches(false);
            var folder = into.resolve("programs-" + connection.getContentLengthLong());
            if (!Files.isDirectory(folder)) {
                var unfinished = into.resolve("programs.new");
                Trees.delete(unfinished);
                try (var tar = new TarArchiveInputStream(
                        new XZInputStream(new BufferedInputStream(connection.getInputStream(), 1 << 16)))) {
                    extract(tar, unfinished);
                }
                Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
            }
            return folder;
        } catch (IOException e) {
            throw new StartRefused("PostgreSQL cannot be unpacked into " + into + " (" + e.getMessage() + ")", e);
        }
    }

    private static String archiveName() {
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        var kind = system.startsWith("mac") ? "darwin" : system.startsWith("linux") ? "linux" : system;
        var arm = System.getProperty("os.arch").equals("aarch64");
        return "postgres-" + kind + "-" + (arm ? "arm_64" : "x86_64") + ".txz";
    }

    private static void extract(TarArchiveInputStream tar, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            var target = folder.resolve(entry.getName()).normalize();
            if (!target.startsWith(folder)) {
                throw new IOException("an entry leads out of the archive: " + entry.getName());
            }
            Files.createDirectories(entry.isDirectory() ? target : target.getParent());
            if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            } else if (entry.isFile()) {
                Files.copy(tar, target);
                if ((entry.getMode() & 0100) != 0) {
                    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
        }
    }
}
