package dev.muster.agent.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The agent's SQLite file {@code queue.db}: one connection, one transaction at a time, each on the disk before it
 * counts.
 *
 * <p>A disk that is full or read-only does not stop the device: work goes on in memory with the same tables and returns
 * to the file as soon as that takes writes again. A damaged file is renamed, what is still readable in it is taken
 * over, and a fresh one begun. Thread-safe.
 */
public final class QueueDb implements AutoCloseable {

    private static final Duration FILE_RETRY = Duration.ofSeconds(15);

    private final Path file;
    private final Clock clock;
    private final Logger log;
    private Connection connection;
    private boolean inMemory;
    private boolean fresh;
    private Instant tryFileAt = Instant.MAX;

    /** What to do inside a transaction. */
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    public QueueDb(Path dataDir, Clock clock, Logger log) {
        this.file = dataDir.resolve("queue.db");
        this.clock = clock;
        this.log = log;
        this.fresh = !Files.exists(file);
        try {
            openFile();
        } catch (SQLException e) {
            recover(e);
        }
    }

    /** Whether there was no usable queue when this one was opened, so that its numbers are not known to be the latest. */
    public synchronized boolean isFresh() {
        return fresh;
    }

    /** Whether the file cannot be written at the moment. */
    public synchronized boolean isInMemory() {
        return inMemory;
    }

    /** Runs the work in a transaction that is durable on return; after a fault of the file once more around it. */
    public synchronized <T> T call(Work<T> work) {
        returnToFile();
        try {
            return transact(work);
        } catch (SQLException e) {
            recover(e);
        }
        try {
            return transact(work);
        } catch (SQLException e) {
            throw new StoreException("the queue does not take it", e);
        }
    }

    @Override
    public synchronized void close() {
        closeQuietly(connection);
    }

    private <T> T transact(Work<T> work) throws SQLException {
        try {
            var result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            rollbackQuietly();
            throw e;
        }
    }

    private void openFile() throws SQLException {
        createPrivately();
        connection = Schema.open("jdbc:sqlite:" + file);
        try (var statement = connection.createStatement();
                var check = statement.executeQuery("PRAGMA quick_check(1)")) {
            if (!check.next() || !"ok".equals(check.getString(1))) {
                throw new SQLException("integrity check failed", "", SqliteFault.CORRUPT);
            }
        }
        connection.commit();
        probe(connection);
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

    private void recover(SQLException fault) {
        try {
            if (SqliteFault.isDamage(fault) && !inMemory) {
                quarantine(fault);
            } else if (SqliteFault.isDisk(fault) && !inMemory) {
                goOnInMemory(fault);
            } else {
                throw new StoreException("the queue " + file + " failed", fault);
            }
        } catch (SQLException e) {
            throw new StoreException("the queue " + file + " cannot be used", e);
        }
    }

    private void quarantine(SQLException fault) throws SQLException {
        closeQuietly(connection);
        var aside = file.resolveSibling(
                file.getFileName() + ".damaged-" + clock.instant().toEpochMilli());
        log.log(Level.WARNING, "the queue is damaged ({0}); it is kept as {1} and a fresh one begun", new Object[] {
            fault.getMessage(), aside.getFileName()
        });
        fresh = true;
        try {
            for (var part : new String[] {"", "-wal", "-shm"}) {
                var from = file.resolveSibling(file.getFileName() + part);
                if (Files.exists(from)) {
                    Files.move(from, aside.resolveSibling(aside.getFileName() + part));
                }
            }
            openFile();
            salvage(aside);
        } catch (IOException | SQLException e) {
            goOnInMemory(e instanceof SQLException sql ? sql : new SQLException(e));
        }
    }

    private void salvage(Path damaged) throws SQLException {
        try (var old = Schema.open("jdbc:sqlite:" + damaged)) {
            Schema.copy(old, connection, true);
            connection.commit();
        } catch (SQLException nothingReadable) {
            connection.rollback();
            log.warning("nothing in the damaged queue could be read");
        }
    }

    private void goOnInMemory(SQLException fault) throws SQLException {
        log.log(
                Level.WARNING,
                "the queue {0} cannot be written ({1}): going on in memory, unsent events would not survive a restart",
                new Object[] {file, fault.getMessage()});
        var memory = Schema.open("jdbc:sqlite::memory:");
        if (connection != null && !connection.isClosed()) {
            rollbackQuietly();
            Schema.copy(connection, memory, true);
        } else {
            readWhatIsThere(memory);
        }
        memory.commit();
        closeQuietly(connection);
        connection = memory;
        inMemory = true;
        tryFileAt = clock.instant().plus(FILE_RETRY);
    }

    /** A queue on a read-only disk cannot be opened as usual, but it can be read. */
    private void readWhatIsThere(Connection memory) throws SQLException {
        if (!Files.isReadable(file)) {
            return;
        }
        try (var old = java.sql.DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro&immutable=1")) {
            Schema.copy(old, memory, true);
        } catch (SQLException unreadable) {
            memory.rollback();
        }
    }

    private void returnToFile() {
        if (!inMemory || clock.instant().isBefore(tryFileAt)) {
            return;
        }
        tryFileAt = clock.instant().plus(FILE_RETRY);
        var memory = connection;
        try {
            openFile();
            Schema.clear(connection);
            Schema.copy(memory, connection, false);
            connection.commit();
            inMemory = false;
            closeQuietly(memory);
            log.info("the queue is on disk again");
        } catch (SQLException stillNot) {
            if (connection != memory) {
                closeQuietly(connection);
            }
            connection = memory;
        }
    }

    private void rollbackQuietly() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            log.log(Level.FINE, "rollback", e);
        }
    }

    private void closeQuietly(Connection old) {
        try {
            if (old != null) {
                old.close();
            }
        } catch (SQLException e) {
            log.log(Level.FINE, "close", e);
        }
    }
}
