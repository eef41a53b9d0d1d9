package dev.muster.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Listed for who looks for it; like {@link Up}, the launcher does it. */
@Command(
        name = "rotate-kek",
        description = "Take another key-encryption key, beside the server (done by the script ./muster).")
final class RotateKek implements Runnable {
    @Unmatched
    private List<String> argumentsOfTheLauncher;

    @Override
    public void run() {
        throw Failure.usage(
                "The script does this on the server's machine: run `./muster rotate-kek` in Muster's folder.");
    }
}
