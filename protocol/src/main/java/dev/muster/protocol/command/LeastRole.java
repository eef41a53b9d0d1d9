package dev.muster.protocol.command;

/** The least role, on that device, that may send a command. */
public enum LeastRole {
    OPERATOR,
    MANAGER,
    ADMIN
}
