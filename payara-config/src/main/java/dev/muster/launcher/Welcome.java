package dev.muster.launcher;

import java.nio.file.Path;
import java.util.Optional;

/** What a person needs once the server is ready: where it is, how to sign in, how to connect a device. */
final class Welcome {

    private final Console console;
    private final Home home;
    private final Settings settings;
    private final DataFolder data;

    Welcome(Console console, Home home, Settings settings, DataFolder data) {
        this.console = console;
        this.home = home;
        this.settings = settings;
        this.data = data;
    }

    /**
     * @param made the password made for the first administrator and not shown yet
     * @param configured the one that the operator chose, never printed
     */
    void print(Optional<String> made, Optional<String> configured) {
        console.step("ready", settings.localUrl() + "/ after " + console.elapsed());
        settings.httpsPort().ifPresent(port -> console.step("", "and by HTTPS on port " + port));
        console.line("");
        made.ifPresent(password -> {
            console.line("  Sign in as   " + settings.adminEmail());
            console.line("  Password     " + password + "   (shown this once)");
            console.line("");
        });
        if (configured.isPresent()) {
            console.line("  Sign in as   " + settings.adminEmail() + " with the password of MUSTER_ADMIN_PASSWORD,"
                    + " if this was the first start");
            console.line("");
        }
        var key = settings.enrollmentKey().isPresent()
                ? "\"$MUSTER_ENROLLMENT_KEY\""
                : "\"$(cat " + near(data.path("enrollment-key")) + ")\"";
        console.line("  Connect a device:");
        console.line("    java -jar " + near(home.agent()) + " --server " + settings.localUrl()
                + " --id pump-7 --enrollment-key " + key + " --data " + near(data.path("agents/pump-7")));
        console.line("  Log in " + near(data.path("log/server.log")) + "; Ctrl-C stops everything.");
        console.line("");
    }

    /** Relative to the working folder where that is shorter. */
    private static String near(Path path) {
        var relative =
                Path.of("").toAbsolutePath().relativize(path.toAbsolutePath()).toString();
        return relative.length() < path.toString().length() ? relative : path.toString();
    }
}
