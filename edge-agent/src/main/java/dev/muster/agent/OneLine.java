package dev.muster.agent;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** {@code 2026-11-20T14:02:11Z INFO  [pump-7] text}, one line per entry; a stack trace only for the unexpected. */
final class OneLine extends Formatter {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    @Override
    public String format(LogRecord entry) {
        var name = entry.getLoggerName() == null ? "" : entry.getLoggerName();
        var line = new StringBuilder(TIME.format(entry.getInstant()))
                .append(' ')
                .append(String.format("%-5s", LogRing.level(entry.getLevel())))
                .append(" [")
                .append(name.substring(name.lastIndexOf('.') + 1))
                .append("] ")
                .append(formatMessage(entry).replace('\n', ' '))
                .append(System.lineSeparator());
        if (entry.getThrown() != null) {
            for (var frame : entry.getThrown().getStackTrace()) {
                line.append("    at ").append(frame).append(System.lineSeparator());
            }
        }
        return line.toString();
    }
}
