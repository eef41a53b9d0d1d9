package dev.muster.protocol.command;

/** What a command can break. A dangerous one is confirmed by typing the device's label. */
public enum Danger {
    SAFE,
    MEDIUM,
    DANGEROUS
}
