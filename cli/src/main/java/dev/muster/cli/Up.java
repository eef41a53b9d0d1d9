package dev.muster.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Listed for who looks for it; the script {@code ./muster} hands it to the launcher before it gets here. */
@Command(
        name = "up",
        description = "Start Muster on this machine (done by the script ./muster; see `./muster up --help`).")
final class Up implements Runnable {
    @Unmatched
    private List<String> optionsOfTheLauncher;

    @Override
    public void run() {
        throw Failure.usage("The script starts the server, not this program: run `./muster up` in Muster's folder.");
    }
}
