package dev.muster.launcher;

import java.util.Locale;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The launcher's part of the command {@code muster}; the script of that name hands every other verb to the CLI. */
@Command(
        name = "muster",
        description = "Runs Muster on this machine.",
        mixinStandardHelpOptions = true,
        subcommands = {
            Up.class,
            Migrate.class,
            DatabaseCommand.class,
            ResetPassword.class,
            RotateKek.class,
            Prepare.class
        })
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        Logger.getLogger("").setLevel(Level.WARNING);
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler((mistake, arguments) -> {
                    var command = mistake.getCommandLine();
                    command.getErr()
                            .println("muster: " + words(mistake) + " See `"
                                    + command.getCommandSpec().qualifiedName(" ") + " --help`.");
                    return ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("muster: " + sentence(failure));
                    return failure instanceof StartRefused ? ExitCode.USAGE : ExitCode.SOFTWARE;
                });
    }

    /** As in "--port has to be a number, not "abc".", in one line. */
    private static String words(ParameterException mistake) {
        if (mistake instanceof UnmatchedArgumentException unmatched) {
            var word = unmatched.getUnmatched().get(0);
            return (word.startsWith("-") ? "unknown option \"" : "unknown argument \"") + word + "\"."
                    + unmatched.getSuggestions().stream()
                            .findFirst()
                            .map(near -> " Did you mean " + near + "?")
                            .orElse("");
        }
        if (mistake.getArgSpec() instanceof OptionSpec option
                && mistake.getValue() != null
                && Set.of(int.class, Integer.class).contains(option.type())) {
            return option.longestName() + " has to be a number, not \"" + mistake.getValue() + "\".";
        }
        var first = String.valueOf(mistake.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .strip();
        return first.substring(0, 1).toLowerCase(Locale.ROOT) + first.substring(1) + (first.endsWith(".") ? "" : ".");
    }

    private static String sentence(Exception failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
