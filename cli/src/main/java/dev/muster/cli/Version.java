package dev.muster.cli;

import dev.muster.protocol.Json;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(name = "version", description = "Show the version of this program.")
final class Version implements Runnable {
    private final Muster muster;

    Version(Muster muster) {
        this.muster = muster;
    }

    /** From the jar's manifest; "development" where there is no jar. */
    static String own() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    @Override
    public void run() {
        if (muster.out().json()) {
            muster.out()
                    .item(Json.object()
                            .put("version", own())
                            .put("java", Runtime.version().toString()));
        } else {
            muster.out().line("muster " + own() + " (Java " + Runtime.version() + ")");
        }
    }
}
