package dev.muster.agent.command;

import java.time.Instant;

/** One line of the agent's log; {@code level} is DEBUG, INFO, WARN or ERROR. */
public record LogEntry(Instant ts, String level, String line) {}
