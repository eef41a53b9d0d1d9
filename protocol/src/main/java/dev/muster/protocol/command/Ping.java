package dev.muster.protocol.command;

/** Asks for a sign of life; the output says which transport answered. */
public record Ping() implements Command {

    public static final CommandType TYPE =
            CommandType.plain("ping", "ping", "Asks the device for a sign of life", new Ping());

    @Override
    public CommandType type() {
        return TYPE;
    }
}
