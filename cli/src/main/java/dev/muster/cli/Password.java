package dev.muster.cli;

import dev.muster.protocol.Json;
import picocli.CommandLine.Command;

/** {@code POST /auth/password}. */
@Command(
        name = "password",
        description = {
            "Change your password. All your other sessions and all your API keys end.",
            "Without a terminal: the one you have and the new one, a line each on standard input."
        })
final class Password implements Runnable {
    private final Muster muster;

    Password(Muster muster) {
        this.muster = muster;
    }

    @Override
    public void run() {
        var asked = new Asked(muster);
        var change = Json.object()
                .put("current", asked.password("The password you have: "))
                .put("new", asked.twice("The new one: ", "The two differ: the password is as it was."));
        var ended = muster.server()
                .post("/auth/password", change, Server.PATIENCE)
                .data()
                .path("sessionsEnded")
                .asInt();
        if (muster.out().json()) {
            muster.out().item(Json.object().put("sessionsEnded", ended));
        } else {
            muster.out()
                    .line("Your password is changed; "
                            + (ended == 0
                                    ? "you were logged in nowhere else."
                                    : ended + (ended == 1 ? " other session or key is" : " other sessions and keys are")
                                            + " ended."));
        }
    }
}
