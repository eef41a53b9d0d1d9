package dev.muster.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Listed for who looks for it; like {@link Up}, the launcher does it. */
@Command(
        name = "reset-password",
        description = "Give a person a new password, beside the server (done by the script ./muster).")
final class ResetPassword implements Runnable {
    @Unmatched
    private List<String> argumentsOfTheLauncher;

    @Override
    public void run() {
        throw Failure.usage(
                "The script does this on the server's machine: run `./muster reset-password EMAIL` in Muster's folder.");
    }
}
