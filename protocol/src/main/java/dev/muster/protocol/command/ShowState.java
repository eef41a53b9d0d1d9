package dev.muster.protocol.command;

/** Asks for the device's own view of itself: uptime, heap, transports, queue, versions. */
public record ShowState() implements Command {

    public static final CommandType TYPE =
            CommandType.plain("show_state", "state", "Shows what the device knows of itself", new ShowState());

    @Override
    public CommandType type() {
        return TYPE;
    }
}
