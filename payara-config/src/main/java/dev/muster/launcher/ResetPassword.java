package dev.muster.launcher;

import dev.muster.identity.control.PasswordHash;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code muster reset-password EMAIL}: for whoever has the data folder or the database's password, and so could read
 * everything anyway. Works beside a running installation and on a stopped one.
 */
@Command(
        name = "reset-password",
        description = {
            "Gives a person a new password, shown once, and ends their sessions and API keys.",
            "Works whether Muster runs or not; it is written to the audit."
        },
        mixinStandardHelpOptions = true)
final class ResetPassword implements Callable<Integer> {

    @Parameters(paramLabel = "EMAIL", description = "the address the person signs in with")
    private String email;

    @Option(names = "--totp", description = "also turns off the codes of an authenticator app that was lost")
    private boolean totp;

    @Option(names = "--oidc", description = "also forgets which account at the OpenID provider is theirs")
    private boolean oidc;

    @Override
    public Integer call() throws IOException {
        var home = Home.find();
        var settings = Settings.read(System.getenv(), home.serverSettings(), OptionalInt.empty());
        InstalledDatabase.use(settings, this::reset);
        return ExitCode.OK;
    }

    private void reset(Database database) {
        var password = Secrets.readable();
        var ended = Accounts.of(database).setPassword(email, PasswordHash.of(password), totp, oidc);
        var console = new Console(System.out);
        console.line("  Sign in as   " + email);
        console.line("  Password     " + password + "   (shown this once)");
        console.line("  " + (ended == 1 ? "One session" : ended + " sessions") + " of this person ended.");
        if (totp) {
            console.line("  They sign in without a code.");
        }
        if (oidc) {
            console.line("  Their next sign-in at the OpenID provider ties them again.");
        }
    }
}
