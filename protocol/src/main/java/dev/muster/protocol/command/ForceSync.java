package dev.muster.protocol.command;

/** Has the device process its offline queue at once. */
public record ForceSync() implements Command {

    public static final CommandType TYPE =
            CommandType.plain("force_sync", "sync", "Sends everything the device has kept back", new ForceSync());

    @Override
    public CommandType type() {
        return TYPE;
    }
}
