package dev.muster.protocol.command;

/** The least role, on that device, that may send a command. */
public enum Permission {
    OPERATOR,
    MANAGER,
    ADMIN
}
