package dev.muster.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Starts the command line: {@code java -jar muster-cli.jar VERB …}, or {@code ./muster VERB …}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        var shell = Shell.real();
        System.exit(run(shell, args));
    }

    /** Runs one verb. @return the exit code: 0 done, 1 refused or failed, 2 wrong usage */
    static int run(Shell shell, String... args) {
        var exit = commandLine(new Muster(shell)).execute(args);
        shell.out().flush();
        return exit;
    }

    static CommandLine commandLine(Muster muster) {
        var device = new CommandLine(new Device())
                .addSubcommand(new Device.Show(muster))
                .addSubcommand(new DeviceAdd(muster))
                .addSubcommand(new DeviceMove(muster))
                .addSubcommand(new DeviceCredential.Show(muster))
                .addSubcommand(new DeviceCredential.Rotate(muster))
                .addSubcommand(new DeviceCredential.Revoke(muster))
                .addSubcommand(new DeviceFrames(muster))
                .addSubcommand(new DeviceMqtt(muster));
        var sessions = new CommandLine(new Sessions(muster)).addSubcommand(new Sessions.End(muster));
        var top = new CommandLine(muster)
                .addSubcommand(new Up())
                .addSubcommand(new ResetPassword())
                .addSubcommand(new RotateKek())
                .addSubcommand(new Login(muster))
                .addSubcommand(new Logout(muster))
                .addSubcommand(sessions)
                .addSubcommand(new Password(muster))
                .addSubcommand(new Name(muster))
                .addSubcommand(Totp.commandLine(muster))
                .addSubcommand(Keys.commandLine(muster, KeyKind.API))
                .addSubcommand(new CommandLine(new Devices(muster))
                        .addSubcommand(new DeviceSheets.Import(muster))
                        .addSubcommand(new DeviceSheets.Export(muster)))
                .addSubcommand(device)
                .addSubcommand(new CommandLine(new Unclaimed(muster)).addSubcommand(new Unclaimed.Approve(muster)))
                .addSubcommand(Conflicts.commandLine(muster))
                .addSubcommand(Views.commandLine(muster))
                .addSubcommand(Orgs.commandLine(muster))
                .addSubcommand(Retention.commandLine(muster))
                .addSubcommand(Send.commandLine(muster))
                .addSubcommand(SigningKey.commandLine(muster))
                .addSubcommand(new Commands(muster))
                .addSubcommand(new Cancel(muster))
                .addSubcommand(new Logs(muster))
                .addSubcommand(new Errors(muster))
                .addSubcommand(new CommandLine(new Audit(muster)).addSubcommand(new Audit.Export(muster)))
                .addSubcommand(new CommandLine(new Users(muster))
                        .addSubcommand(new Users.Invite(muster))
                        .addSubcommand(new Users.Change(muster))
                        .addSubcommand(new Users.Remove(muster))
                        .addSubcommand(new Users.ResetTotp(muster)))
                .addSubcommand(People.commandLine(muster))
                .addSubcommand(Named.commandLine(muster, NamedKind.FLEET))
                .addSubcommand(Named.commandLine(muster, NamedKind.GROUP))
                .addSubcommand(Named.commandLine(muster, NamedKind.SITE))
                .addSubcommand(Keys.commandLine(muster, KeyKind.ENROLLMENT))
                .addSubcommand(Keys.commandLine(muster, KeyKind.PROVISION))
                .addSubcommand(Keys.commandLine(muster, KeyKind.FACTORY))
                .addSubcommand(new Doctor(muster))
                .addSubcommand(new CommandLine(new Bench())
                        .addSubcommand(new Bench.RoundTrip(muster))
                        .addSubcommand(new BenchChannel.CheckIns(muster))
                        .addSubcommand(new BenchChannel.Points(muster)))
                .addSubcommand(new Simulate(muster))
                .addSubcommand(new Completion(muster))
                .addSubcommand(new Version(muster));
        var shell = muster.shell();
        var ansi = shell.colour() ? Ansi.ON : Ansi.OFF;
        return top.setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
                .setUsageHelpWidth(shell.terminal() ? Math.min(Math.max(shell.columns(), 60), 120) : 100)
                .setOut(new PrintWriter(shell.out(), true))
                .setErr(new PrintWriter(shell.err(), true))
                .setParameterExceptionHandler((e, args) -> wrongUsage(shell, e, args))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(muster, e));
    }

    private static int wrongUsage(Shell shell, ParameterException e, String[] args) {
        var verb = e.getCommandLine().getCommandSpec().qualifiedName(" ");
        var sentence =
                e instanceof UnmatchedArgumentException unmatched ? unknown(unmatched) : Sentence.of(e.getMessage());
        // the option may stand behind the mistake, where the parser did not get to
        var json = beforeDashes(args).contains("--json");
        new Output(shell, json).failure(Failure.usage(sentence + " See `" + verb + " --help`."));
        return Failure.USAGE;
    }

    private static String unknown(UnmatchedArgumentException e) {
        var word = e.getUnmatched().get(0);
        var at = e.getCommandLine();
        var option = word.startsWith("-");
        var kind = option ? "option" : at.getSubcommands().isEmpty() ? "argument" : "verb";
        var near = option
                ? e.getSuggestions().stream()
                        .filter(s -> s.regionMatches(0, word, 0, 2)) // the parser's idea of similar is generous
                        .limit(2)
                        .toList()
                : NearVerbs.to(at, word);
        return "Unknown " + kind + " \"" + word + "\"."
                + (near.isEmpty() ? "" : " Did you mean " + String.join(" or ", near) + "?");
    }

    private static List<String> beforeDashes(String[] args) {
        var all = Arrays.asList(args);
        return all.contains("--") ? all.subList(0, all.indexOf("--")) : all;
    }

    private static int failed(Muster muster, Exception e) {
        if (e instanceof Failure failure) {
            muster.out().failure(failure);
            return failure.exit();
        }
        var place = e.getStackTrace().length > 0 ? " at " + e.getStackTrace()[0] : "";
        muster.out().failure(Failure.failed("internal", "This is a mistake in muster, please report it: " + e + place));
        return Failure.FAILED;
    }
}
