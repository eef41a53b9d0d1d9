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

/** {@code /enrollment-keys}: what lets a new device into the org. */
@Command(
        name = "enrollment-keys",
        description = "Keys that let new devices into the org.",
        synopsisSubcommandLabel = "list|create|revoke")
final class EnrollmentKeys {

    @Command(name = "list", description = "List the keys; the secret part is never shown again.")
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
                    .column("USES")
                    .column("LETS IN")
                    .column("ENDS")
                    .column("REVOKED")
                    .optional("MADE");
            paging.list(muster, "/enrollment-keys", new LinkedHashMap<>(), table, ListThem::row);
            if (table.isEmpty()) {
                muster.out().note("No keys: `muster enrollment-keys create` makes one.");
            }
        }

        private static String[] row(JsonNode key, Instant now) {
            var most = Fields.text(key, "maxUses");
            return new String[] {
                Fields.text(key, "id"),
                Fields.text(key, "name"),
                Fields.text(key, "uses") + (most.isEmpty() ? "" : " of " + most),
                key.path("autoApprove").asBoolean() ? "at once" : "when accepted",
                Fields.ago(key, "expiresAt", now),
                Fields.ago(key, "revokedAt", now),
                Fields.ago(key, "createdAt", now)
            };
        }
    }

    /** The key goes alone to standard output, so that {@code KEY=$(muster enrollment-keys create …)} holds just it. */
    @Command(name = "create", description = "Make a key. It is shown this once.")
    static final class Create implements Runnable {
        @Option(names = "--name", paramLabel = "NAME", required = true, description = "What it is for.")
        private String name;

        @Option(names = "--expires", paramLabel = "SPAN", description = "Ends after this time, e.g. 30d.")
        private String expires;

        @Option(names = "--max-uses", paramLabel = "N", description = "For so many devices.")
        private Integer maxUses;

        @Option(names = "--auto", description = "Let its devices in at once; else a person accepts each.")
        private boolean auto;

        private final Muster muster;

        Create(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            if (maxUses != null && maxUses < 1) {
                throw Failure.usage("--max-uses is at least 1.");
            }
            var body = Json.object().put("name", name);
            if (expires != null) {
                body.put("expiresAt", Json.time(muster.shell().clock().instant().plus(Times.parseSpan(expires))));
            }
            if (maxUses != null) {
                body.put("maxUses", maxUses);
            }
            if (auto) {
                body.put("autoApprove", true);
            }
            var data = muster.server()
                    .post("/enrollment-keys", body, Server.PATIENCE)
                    .data();
            if (muster.out().json()) {
                muster.out().item(data);
                return;
            }
            muster.out().note("Key " + Fields.text(data, "id") + " is made. It is shown this once:");
            muster.out().line(Fields.text(data, "key"));
        }
    }

    @Command(name = "revoke", description = "End a key; devices already in stay in.")
    static final class Revoke implements Runnable {
        @Parameters(paramLabel = "ID", description = "Id of the key.")
        private UUID id;

        private final Muster muster;

        Revoke(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            muster.server().delete("/enrollment-keys/" + id);
            if (muster.out().json()) {
                muster.out().item(Json.object().put("id", id.toString()).put("revoked", true));
            } else {
                muster.out().line("Key " + id + " is revoked.");
            }
        }
    }
}
