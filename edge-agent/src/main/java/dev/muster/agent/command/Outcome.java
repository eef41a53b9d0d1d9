package dev.muster.agent.command;

/** How a command went; {@code exitCode} is null where no program was run. */
public record Outcome(boolean success, String output, Integer exitCode) {

    public static Outcome done(String output) {
        return new Outcome(true, output, null);
    }

    public static Outcome failed(String why) {
        return new Outcome(false, why, null);
    }
}
