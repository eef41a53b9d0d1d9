package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code /provision-tokens}: what lets one device in, once. */
@Command(
        name = "provision-tokens",
        description = "Tokens that let one device in, once; for a known device, the permit to enroll again.",
        synopsisSubcommandLabel = "list|create|revoke")
final class ProvisionTokens {

    @Command(name = "list", description = "List the tokens of the last weeks.")
    static final class ListThem implements Runnable {
        @Mixin
        private Paging paging;

        private final Muster muster;

        ListThem(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var table = new Table()
                    .column("ID")
                    .flexible("NAME", 10)
                    .column("FOR")
                    .column("ENDS")
                    .column("USED BY")
                    .column("REVOKED");
            paging.list(muster, "/provision-tokens", new LinkedHashMap<>(), table, ListThem::row);
            if (table.isEmpty()) {
                muster.out().note("No tokens: `muster provision-tokens create` makes one.");
            }
        }

        private static String[] row(JsonNode token, Instant now) {
            return new String[] {
                Fields.text(token, "id"),
                Fields.text(token, "name"),
                Fields.text(token, "deviceId"),
                Fields.ago(token, "expiresAt", now),
                Fields.text(token, "usedBy"),
                Fields.ago(token, "revokedAt", now)
            };
        }
    }

    /** The token goes alone to standard output. */
    @Command(name = "create", description = "Make a token. It is shown this once.")
    static final class Create implements Runnable {
        @Option(names = "--name", paramLabel = "NAME", required = true, description = "What it is for.")
        private String name;

        @Option(names = "--device", paramLabel = "ID", description = "For this device alone, known or not.")
        private String device;

        @Option(names = "--expires", paramLabel = "SPAN", description = "Ends after this time; 24h unless told.")
        private String expires;

        private final Muster muster;

        Create(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var body = Json.object().put("name", name);
            if (device != null) {
                Ids.requireDevice(device);
                body.put("deviceId", device);
            }
            if (expires != null) {
                body.put("expiresAt", Json.time(muster.shell().clock().instant().plus(Times.parseSpan(expires))));
            }
            var made = muster.server()
                    .post("/provision-tokens", body, Server.PATIENCE)
                    .data();
            if (muster.out().json()) {
                muster.out().item(made);
                return;
            }
            muster.out().note("Token " + Fields.text(made, "id") + " is made. It is shown this once:");
            muster.out().line(Fields.text(made, "token"));
        }
    }

    @Command(name = "revoke", description = "End a token that nobody has used.")
    static final class Revoke implements Runnable {
        @Parameters(paramLabel = "ID", description = "Id of the token.")
        private UUID id;

        private final Muster muster;

        Revoke(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            muster.server().delete("/provision-tokens/" + id);
            if (muster.out().json()) {
                muster.out().item(Json.object().put("id", id.toString()).put("revoked", true));
            } else {
                muster.out().line("Token " + id + " is revoked.");
            }
        }
    }
}
