package dev.muster.launcher;

import java.util.Optional;

/** What a person needs once the server is ready: where it is, how to sign in, how to connect a device. */
final class Welcome {

    private final Console console;
    private final Settings settings;
    private final DataFolder data;
    private final AgentLine agent;

    Welcome(Console console, Settings settings, DataFolder data, AgentLine agent) {
        this.console = console;
        this.settings = settings;
        this.data = data;
        this.agent = agent;
    }

    /**
     * @param made the password made for the first administrator and not shown yet
     * @param chosen whether this start made the administrator with the password that the operator chose
     */
    void print(Optional<String> made, boolean chosen) {
        console.step("ready", settings.localUrl() + "/ after " + console.elapsed());
        settings.httpsPort().ifPresent(port -> console.step("", "and by HTTPS on port " + port));
        console.line("");
        made.ifPresent(password -> {
            console.line("  Sign in as   " + settings.adminEmail());
            console.line("  Password     " + password + "   (shown this once)");
            console.line("");
        });
        if (chosen) {
            console.line("  Sign in as   " + settings.adminEmail() + " with the password of MUSTER_ADMIN_PASSWORD");
            console.line("");
        }
        console.line("  Connect a device:");
        console.line("    " + agent.here());
        console.line("  Log in " + AgentLine.near(data.path("log/server.log")) + "; Ctrl-C stops everything.");
        console.line("");
    }
}
