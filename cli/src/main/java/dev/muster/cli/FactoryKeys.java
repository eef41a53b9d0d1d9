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

/** {@code /factory-keys}: one for each product batch, whose devices register themselves. */
@Command(
        name = "factory-keys",
        description = "Keys of product batches, whose devices register themselves in the unclaimed pool.",
        synopsisSubcommandLabel = "list|create|revoke")
final class FactoryKeys {

    @Command(name = "list", description = "List the keys; the key itself is never shown again.")
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
                    .optional("MODEL")
                    .column("DEVICES")
                    .column("ENDS")
                    .column("REVOKED");
            paging.list(muster, "/factory-keys", new LinkedHashMap<>(), table, ListThem::row);
            if (table.isEmpty()) {
                muster.out().note("No keys: `muster factory-keys create` makes one.");
            }
        }

        private static String[] row(JsonNode key, Instant now) {
            var most = Fields.text(key, "maxUses");
            return new String[] {
                Fields.text(key, "id"),
                Fields.text(key, "name"),
                Fields.text(key, "model"),
                Fields.text(key, "uses") + (most.isEmpty() ? "" : " of " + most),
                Fields.ago(key, "expiresAt", now),
                Fields.ago(key, "revokedAt", now)
            };
        }
    }

    /** The key goes alone to standard output; its id, which devices name beside it, is in the note. */
    @Command(name = "create", description = "Make a key for a batch. It is shown this once.")
    static final class Create implements Runnable {
        @Option(names = "--name", paramLabel = "NAME", required = true, description = "The batch.")
        private String name;

        @Option(names = "--model", paramLabel = "MODEL", description = "Hardware model of its devices.")
        private String model;

        @Option(names = "--expires", paramLabel = "SPAN", description = "Registers nobody after this time, e.g. 365d.")
        private String expires;

        @Option(names = "--max-uses", paramLabel = "N", description = "Registers so many devices.")
        private Integer maxUses;

        private final Muster muster;

        Create(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var body = Json.object().put("name", name);
            if (model != null) {
                body.put("model", model);
            }
            if (expires != null) {
                body.put("expiresAt", Json.time(muster.shell().clock().instant().plus(Times.parseSpan(expires))));
            }
            if (maxUses != null) {
                body.put("maxUses", maxUses);
            }
            var made =
                    muster.server().post("/factory-keys", body, Server.PATIENCE).data();
            if (muster.out().json()) {
                muster.out().item(made);
                return;
            }
            muster.out().note("Factory key " + Fields.text(made, "id") + " is made. It is shown this once, in base64:");
            muster.out().line(Fields.text(made, "key"));
        }
    }

    @Command(name = "revoke", description = "End a key; devices that registered with it stay.")
    static final class Revoke implements Runnable {
        @Parameters(paramLabel = "ID", description = "Id of the key.")
        private UUID id;

        private final Muster muster;

        Revoke(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            muster.server().delete("/factory-keys/" + id);
            if (muster.out().json()) {
                muster.out().item(Json.object().put("id", id.toString()).put("revoked", true));
            } else {
                muster.out().line("Factory key " + id + " is revoked.");
            }
        }
    }
}
