package dev.muster.command.entity;

import java.util.EnumSet;
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

    private static final Set<CommandState> OPEN = EnumSet.of(QUEUED, SENT, RECEIVED, RUNNING);

    public boolean isOpen() {
        return OPEN.contains(this);
    }

    public boolean mayBecome(CommandState next) {
        return isOpen() && next.ordinal() > ordinal();
    }
}
