package dev.muster.agent.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** The file {@code queue.db}: opened and checked, put aside when it is damaged. */
final class QueueFile {

    /** Damaged files that are kept; older ones go, or a failing disk would fill with them. */
    static final int KEPT_ASIDE = 3;

    private static final List<String> PARTS = List.of("", "-wal", "-shm");

    private final Path file;
    private final Logger log;

    QueueFile(Path dataDir, Logger log) {
        this.file = dataDir.resolve("queue.db");
        this.log = log;
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** @throws SQLException where it is damaged or takes no writes */
    Connection open() throws SQLException {
        createPrivately();
        var connection = Schema.open("jdbc:sqlite:" + file);
        try {
            check(connection);
            probe(connection);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Copies what can be read to a queue in memory, where the disk takes no writes. */
    void readInto(Connection memory) throws SQLException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            return;
        }
        for (var url : List.of("jdbc:sqlite:" + file, "jdbc:sqlite:file:" + file + "?mode=ro&immutable=1")) {
            try (var old = DriverManager.getConnection(url);
                    var statement = old.createStatement()) {
                // the index of the write-ahead log is then in memory, and needs no room on the disk
                statement.execute("PRAGMA locking_mode=EXCLUSIVE");
                statement.execute("SELECT count(*) FROM meta");
                Schema.copy(old, memory, true);
                return;
            } catch (SQLException unreadable) {
                memory.rollback();
            }
        }
    }

    /** Gives it another name, so that a fresh one can be begun, and returns that. */
    Path putAside() throws IOException {
        var earlier = aside();
        var last = earlier.isEmpty() ? 0 : number(earlier.get(earlier.size() - 1));
        var aside = file.resolveSibling(file.getFileName() + ".damaged-" + (last + 1));
        for (var part : PARTS) {
            var from = beside(file, part);
            if (Files.exists(from)) {
                Files.move(from, beside(aside, part));
            }
        }
        for (var old : earlier.subList(0, Math.max(0, earlier.size() + 1 - KEPT_ASIDE))) {
            for (var part : PARTS) {
                Files.deleteIfExists(beside(old, part));
            }
        }
        return aside;
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private static void check(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var check = statement.executeQuery("PRAGMA quick_check(1)")) {
            if (!check.next() || !"ok".equals(check.getString(1))) {
                throw new SQLException("integrity check failed", "", SqliteFault.CORRUPT);
            }
        }
        connection.commit();
    }

    /** A file that opens may still refuse writes: better known now than at the first event. */
    private static void probe(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("INSERT OR REPLACE INTO meta VALUES ('opened', unixepoch())");
        }
        connection.commit();
    }

    private void createPrivately() {
        try {
            if (!Files.exists(file)) {
                Files.createFile(file, AtomicFile.ownerOnly(file));
            }
        } catch (IOException cannotBeMade) {
            log.fine("queue file: " + cannotBeMade);
        }
    }

    /** Those put aside before, oldest first. */
    private List<Path> aside() throws IOException {
        try (Stream<Path> all = Files.list(file.toAbsolutePath().getParent())) {
            var name = file.getFileName().toString().replace(".", "\\.") + "\\.damaged-\\d{1,18}";
            return all.filter(each -> each.getFileName().toString().matches(name))
                    .sorted(Comparator.comparingLong(QueueFile::number))
                    .toList();
        }
    }

    private static long number(Path aside) {
        var name = aside.getFileName().toString();
        return Long.parseLong(name.substring(name.lastIndexOf('-') + 1));
    }

    private static Path beside(Path path, String part) {
        return path.resolveSibling(path.getFileName() + part);
    }
}
