package dev.muster.cli;

import dev.muster.protocol.Json;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code /auth/me}: what the caller is called. */
@Command(name = "name", description = "Show what you are called, or change it, in all your orgs.")
final class Name implements Runnable {
    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The new name.")
    private String name;

    private final Muster muster;

    Name(Muster muster) {
        this.muster = muster;
    }

    @Override
    public void run() {
        var me = (name == null
                        ? muster.server().get("/auth/me", Map.of())
                        : muster.server().patch("/auth/me", Json.object().put("name", name)))
                .data();
        if (muster.out().json()) {
            muster.out().item(me);
        } else {
            muster.out().line(Fields.text(me, "name"));
        }
    }
}
