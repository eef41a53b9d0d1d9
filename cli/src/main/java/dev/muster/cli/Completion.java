package dev.muster.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = "Print the completion script for bash or zsh.",
        footer = {"%nbash: source <(muster completion bash)", "zsh:  source <(muster completion zsh)"})
final class Completion implements Runnable {
    enum ForShell {
        bash,
        zsh
    }

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private ForShell kind;

    @Spec
    private CommandSpec spec;

    private final Muster muster;

    Completion(Muster muster) {
        this.muster = muster;
    }

    /** One script serves both: in zsh it switches bash's completion system on by itself. */
    @Override
    public void run() {
        muster.shell().out().print(AutoComplete.bash("muster", spec.root().commandLine()));
    }
}
