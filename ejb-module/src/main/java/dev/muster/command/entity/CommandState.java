package dev.muster.command.entity;

import java.util.Set;

/** Life of a command: QUEUED, SENT, RECEIVED, RUNNING, and one of five ends. It only goes forward. */
public enum CommandState {
    QUEUED,
    SENT,
    RECEIVED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    EXPIRED,
    CANCELLED,
    REJECTED;

    public static final Set<CommandState> OPEN = Set.of(QUEUED, SENT, RECEIVED, RUNNING);

    public boolean isOpen() {
        return OPEN.contains(this);
    }

    public boolean mayBecome(CommandState next) {
        return isOpen() && next.ordinal() > ordinal();
    }
}
