package dev.muster.launcher;

import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The launcher's part of the command {@code muster}; the script of that name hands every other verb to the CLI. */
@Command(
        name = "muster",
        description = "Runs Muster on this machine.",
        mixinStandardHelpOptions = true,
        subcommands = {Up.class, Migrate.class, DatabaseCommand.class, Prepare.class})
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        Logger.getLogger("").setLevel(Level.WARNING);
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("muster: " + sentence(failure));
            return failure instanceof StartRefused ? ExitCode.USAGE : ExitCode.SOFTWARE;
        });
    }

    private static String sentence(Exception failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? muster up --help lists the options");
    }
}
