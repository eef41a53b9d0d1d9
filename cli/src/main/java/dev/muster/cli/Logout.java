package dev.muster.cli;

import dev.muster.protocol.Json;
import picocli.CommandLine.Command;

/** Ends the login at the server first, then forgets it here, so that a stolen copy of the token is worth nothing. */
@Command(name = "logout", description = "End the login at the server and delete the stored token.")
final class Logout implements Runnable {
    private final Muster muster;

    Logout(Muster muster) {
        this.muster = muster;
    }

    @Override
    public void run() {
        var server = muster.server();
        var target = server.target();
        try {
            server.post("/auth/logout", Json.object(), Server.PATIENCE);
        } catch (Failure e) {
            if (e.status() != 401) {
                throw Failure.refused(
                        e.status(),
                        e.code(),
                        "Still logged in, because the server could not be told: " + e.getMessage(),
                        null);
            }
            // it had ended already
        }
        if (!target.tokenFromEnvironment()) {
            muster.credentials().forget(target.url());
        }
        if (muster.out().json()) {
            muster.out().item(Json.object().put("url", target.url()).put("loggedOut", true));
        } else {
            muster.out().line("Logged out at " + target.url() + ".");
        }
        if (target.tokenFromEnvironment()) {
            muster.out().note("The token in MUSTER_TOKEN was ended: unset it.");
        }
    }
}
