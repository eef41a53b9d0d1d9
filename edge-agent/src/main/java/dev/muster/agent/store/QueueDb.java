package dev.muster.agent.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The agent's SQLite file {@code queue.db}: one connection, one transaction at a time, each on the disk before it
 * counts.
 *
 * <p>A disk that is full or read-only does not stop the device: work goes on in memory with the same tables and returns
 * to the file as soon as that takes writes again. A damaged file is renamed, what is still readable in it is taken
 * over, and a fresh one begun. Each of these leaves a {@link Notice}. Thread-safe.
 */
public final class QueueDb implements AutoCloseable {

    private static final Duration FILE_RETRY = Duration.ofSeconds(15);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);
    private static final int NOTICES = 16;

    private final QueueFile file;
    private final LongSupplier nanos;
    private final Logger log;
    private final List<Notice> notices = new ArrayList<>();
    private Connection connection;
    private boolean inMemory;
    private boolean fresh;
    private long leftFileAt;
    private Duration retry = FILE_RETRY;

    /** What to do inside a transaction. */
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** @param nanos grows steadily, as {@link System#nanoTime} does */
    public QueueDb(Path dataDir, LongSupplier nanos, Logger log) {
        this.file = new QueueFile(dataDir, log);
        this.nanos = nanos;
        this.log = log;
        this.fresh = !file.exists();
        try {
            connection = file.open();
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

    /** What befell the queue since this was last asked, oldest first. */
    public synchronized List<Notice> takeNotices() {
        var taken = List.copyOf(notices);
        notices.clear();
        return taken;
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
        fresh = true;
        try {
            var aside = putAside(fault);
            connection = file.open();
            salvage(aside);
        } catch (IOException | SQLException e) {
            goOnInMemory(e instanceof SQLException sql ? sql : new SQLException(e));
        }
    }

    private Path putAside(SQLException fault) throws IOException {
        var aside = file.putAside();
        log.log(Level.WARNING, "the queue is damaged ({0}); it is kept as {1} and a fresh one begun", new Object[] {
            fault.getMessage(), aside.getFileName()
        });
        notice(
                "QUEUE-DAMAGED",
                "ERROR",
                Map.of("file", aside.getFileName().toString(), "reason", String.valueOf(fault.getMessage())));
        return aside;
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
            file.readInto(memory);
        }
        memory.commit();
        closeQuietly(connection);
        connection = memory;
        inMemory = true;
        leftFileAt = nanos.getAsLong();
        retry = FILE_RETRY;
        notice("QUEUE-IN-MEMORY", "ERROR", Map.of("reason", String.valueOf(fault.getMessage())));
    }

    private void returnToFile() {
        if (!inMemory || nanos.getAsLong() - leftFileAt < retry.toNanos()) {
            return;
        }
        leftFileAt = nanos.getAsLong();
        retry = retry.multipliedBy(2).compareTo(LONGEST_RETRY) < 0 ? retry.multipliedBy(2) : LONGEST_RETRY;
        Connection opened = null;
        try {
            opened = openOrBeginAnew();
            Schema.clear(opened);
            Schema.copy(connection, opened, false);
            opened.commit();
            closeQuietly(connection);
            connection = opened;
            inMemory = false;
            log.info("the queue is on disk again");
            notice("QUEUE-ON-DISK", "INFO", Map.of());
        } catch (SQLException | IOException stillNot) {
            closeQuietly(opened);
        }
    }

    /** What the fault of the disk has left may be half a file. */
    private Connection openOrBeginAnew() throws SQLException, IOException {
        try {
            return file.open();
        } catch (SQLException e) {
            if (!SqliteFault.isDamage(e)) {
                throw e;
            }
            putAside(e);
            return file.open();
        }
    }

    private void notice(String code, String severity, Map<String, Object> context) {
        if (notices.size() < NOTICES) {
            notices.add(new Notice(code, severity, context));
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
