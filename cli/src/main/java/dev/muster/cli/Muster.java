package dev.muster.cli;

import java.time.Instant;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code muster}: options that all verbs share, and what the verbs work with. */
@Command(
        name = "muster",
        description = "Control plane for a fleet of connected devices.",
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  MUSTER_URL     server, else that of the last login, else http://127.0.0.1:8080",
            "  MUSTER_PASSPHRASE  of the signing key, where there is no terminal",
            "  MUSTER_TOKEN   token or API key, in place of a login",
            "  NO_COLOR       no colours",
            "",
            "Exit codes: 0 done, 1 refused or failed, 2 wrong usage."
        })
final class Muster implements Runnable {
    @Option(
            names = "--url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "The server, before MUSTER_URL.")
    private String url;

    @Option(
            names = "--org",
            paramLabel = "SLUG",
            scope = ScopeType.INHERIT,
            description = "Act in this org, for a person of several.")
    private String org;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "JSON, one value a line; failures as JSON on standard error.")
    private boolean json;

    @Option(
            names = "--insecure",
            scope = ScopeType.INHERIT,
            description = "Allow passwords and tokens in clear text to another host.")
    private boolean insecure;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "This help.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    private final Shell shell;
    private final Credentials credentials;
    private Server server;

    Muster(Shell shell) {
        this.shell = shell;
        this.credentials = new Credentials(shell);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do, such as `muster devices`.");
    }

    Shell shell() {
        return shell;
    }

    Credentials credentials() {
        return credentials;
    }

    Output out() {
        return new Output(shell, json);
    }

    Target target() {
        return Target.resolve(shell, credentials, url, org, insecure);
    }

    /** The server, with a token; refuses at once when nobody is logged in there. */
    Server server() {
        if (server == null) {
            var target = target();
            if (target.token().isEmpty()) {
                throw Failure.failed(
                        "not-logged-in", "You are not logged in at " + target.url() + ": run `muster login`.");
            }
            server = new Server(target);
        }
        return server;
    }

    /** The time by the server's clock where it told, so that "14 s ago" is right on a machine whose clock is not. */
    Instant now(Server.Answer answer) {
        var local = shell.clock().instant();
        return answer.at()
                .filter(at -> Math.abs(at.getEpochSecond() - local.getEpochSecond()) > 2)
                .orElse(local);
    }
}
