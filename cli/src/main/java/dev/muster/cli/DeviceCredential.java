package dev.muster.cli;

import dev.muster.protocol.Json;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code /devices/{id}/credentials}. */
final class DeviceCredential {
    private DeviceCredential() {}

    @Command(name = "credential", description = "Show what is known of a device's credential, never its secret.")
    static final class Show implements Runnable {
        @Parameters(paramLabel = "ID", description = "Id of the device.")
        private String id;

        private final Muster muster;

        Show(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            Ids.requireDevice(id);
            var answer = muster.server().get("/devices/" + Server.segment(id) + "/credentials", Map.of());
            if (muster.out().json()) {
                muster.out().item(answer.data());
                return;
            }
            var known = answer.data();
            var now = muster.now(answer);
            if (Fields.text(known, "version").isEmpty()) {
                muster.out().note("It has none yet.");
                return;
            }
            line("Version", Fields.text(known, "version"));
            line("Made", Fields.ago(known, "createdAt", now));
            line("First used", Fields.time(known, "usedAt").isEmpty() ? "not yet" : Fields.ago(known, "usedAt", now));
            if (!Fields.text(known, "previousVersion").isEmpty()) {
                var until = Fields.ago(known, "previousUntil", now);
                line("Old one ends", until.isEmpty() ? "when this one is first used" : until);
            }
            if (Fields.time(known, "revokedAt").isPresent()) {
                line("Revoked", Fields.ago(known, "revokedAt", now));
            }
        }

        private void line(String name, String value) {
            muster.out().line(String.format("%-12s  %s", name, value));
        }
    }

    @Command(name = "rotate", description = "Make a new secret and token; the old ones work beside them for a while.")
    static final class Rotate implements Runnable {
        @Parameters(paramLabel = "ID", description = "Id of the device.")
        private String id;

        private final Muster muster;

        Rotate(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            Ids.requireDevice(id);
            var answer = muster.server()
                    .post("/devices/" + Server.segment(id) + "/credentials/rotate", Json.object(), Server.PATIENCE);
            if (muster.out().json()) {
                muster.out().item(answer.data());
                return;
            }
            var until = Fields.ago(answer.data(), "previousUntil", muster.now(answer));
            muster.out()
                    .note("Shown this once." + (until.isEmpty() ? "" : " The old secret and token end " + until + "."));
            muster.out().line("secret " + Fields.text(answer.data(), "secret"));
            muster.out().line("token " + Fields.text(answer.data(), "token"));
        }
    }

    @Command(name = "revoke", description = "End a device's secret and token at once, open sockets included.")
    static final class Revoke implements Runnable {
        @Parameters(paramLabel = "ID", description = "Id of the device.")
        private String id;

        @Option(names = "--yes", description = "Do not ask.")
        private boolean yes;

        private final Muster muster;

        Revoke(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            Ids.requireDevice(id);
            var server = muster.server();
            if (!yes) {
                confirm();
            }
            server.delete("/devices/" + Server.segment(id) + "/credentials");
            if (muster.out().json()) {
                muster.out().item(Json.object().put("id", id).put("revoked", true));
            } else {
                muster.out().line("The credential of " + id + " is revoked.");
            }
        }

        private void confirm() {
            var prompt = muster.shell()
                    .prompt()
                    .orElseThrow(() -> Failure.usage("There is no terminal to ask on: add --yes if you are sure."));
            var typed = prompt.line("This shuts " + id + " out until it gets a new secret. Type its id to go on: ");
            if (typed == null || !typed.strip().equals(id)) {
                throw Failure.failed("not-confirmed", "Nothing is changed: what was typed is not " + id + ".");
            }
        }
    }
}
