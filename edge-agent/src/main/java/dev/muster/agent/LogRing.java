package dev.muster.agent;

import dev.muster.agent.command.LogEntry;
import dev.muster.protocol.Limits;
import dev.muster.protocol.Text;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/** The last lines of one agent's log, for {@code pull_logs}. */
final class LogRing extends Handler {

    private static final int LINES = 1_000;

    private final Deque<LogEntry> lines = new ArrayDeque<>();
    private final SimpleFormatter formatter = new SimpleFormatter();

    @Override
    public void publish(LogRecord entry) {
        if (!isLoggable(entry)) {
            return;
        }
        var text = Text.clean(formatter.formatMessage(entry), Limits.LINE);
        synchronized (lines) {
            if (lines.size() == LINES) {
                lines.removeFirst();
            }
            lines.addLast(new LogEntry(entry.getInstant(), level(entry.getLevel()), text));
        }
    }

    /** Oldest first. */
    List<LogEntry> last(int count) {
        synchronized (lines) {
            return lines.stream().skip(Math.max(0, lines.size() - count)).toList();
        }
    }

    /** The contract's words for the levels. */
    static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    @Override
    public void flush() {
        // nothing is buffered
    }

    @Override
    public void close() {
        // nothing is held
    }
}
