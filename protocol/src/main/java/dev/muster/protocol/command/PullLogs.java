package dev.muster.protocol.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import java.util.List;

/** Has the device send its last {@code lines} log lines as {@code log_line} events. */
public record PullLogs(int lines) implements Command {

    /** Lines where nothing is said. */
    public static final int DEFAULT_LINES = 50;

    /** Most lines in one go. */
    public static final int MAX_LINES = 1_000;

    public static final CommandType TYPE = new CommandType(
            "pull_logs",
            "logs",
            "logs [N]",
            "Fetches the last N log lines (" + DEFAULT_LINES + " unless told, " + MAX_LINES + " at most)",
            Danger.SAFE,
            LeastRole.OPERATOR,
            true,
            PullLogs::fromArgs,
            PullLogs::fromWords);

    public PullLogs {
        if (lines < 1 || lines > MAX_LINES) {
            throw new IllegalArgumentException("lines is a whole number from 1 to " + MAX_LINES);
        }
    }

    @Override
    public CommandType type() {
        return TYPE;
    }

    @Override
    public ObjectNode args() {
        return Json.object().put("lines", lines);
    }

    @Override
    public String console() {
        return "logs " + lines;
    }

    private static Command fromArgs(JsonNode args) {
        var lines = args.path("lines");
        if (lines.isMissingNode() || lines.isNull()) {
            return new PullLogs(DEFAULT_LINES);
        }
        if (!lines.isIntegralNumber() || !lines.canConvertToInt()) {
            throw new IllegalArgumentException("lines is a whole number from 1 to " + MAX_LINES);
        }
        return new PullLogs(lines.intValue());
    }

    private static Command fromWords(List<String> words) {
        if (words.isEmpty()) {
            return new PullLogs(DEFAULT_LINES);
        }
        if (words.size() > 1 || !words.get(0).matches("\\d{1,6}")) {
            throw new IllegalArgumentException("usage: logs [N], with N from 1 to " + MAX_LINES);
        }
        return new PullLogs(Integer.parseInt(words.get(0)));
    }
}
