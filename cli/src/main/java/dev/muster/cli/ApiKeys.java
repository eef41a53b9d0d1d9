package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code /auth/api-keys}: one's own keys, for programs. */
@Command(
        name = "api-keys",
        description = "Your keys for programs; one goes into MUSTER_TOKEN or Authorization: Bearer.",
        synopsisSubcommandLabel = "list|create|revoke")
final class ApiKeys {
    private static final String PATH = "/auth/api-keys";

    @Command(name = "list", description = "List your keys; a key itself is never shown again.")
    static final class ListThem implements Runnable {
        private final Muster muster;

        ListThem(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var answer = muster.server().get(PATH, Map.of());
            var out = muster.out();
            if (out.json()) {
                answer.data().forEach(out::item);
                return;
            }
            var table = new Table()
                    .column("ID")
                    .flexible("NAME", 10)
                    .optional("ORG")
                    .optional("AT MOST")
                    .column("LAST USED")
                    .column("ENDS");
            answer.data().forEach(key -> table.row(row(key, muster.now(answer))));
            if (table.isEmpty()) {
                out.note("No keys: `muster api-keys create` makes one.");
            } else {
                out.table(table);
            }
        }

        private static String[] row(JsonNode key, Instant now) {
            return new String[] {
                Fields.text(key, "id"),
                Fields.text(key, "name"),
                Fields.text(key, "org"),
                Fields.text(key, "role"),
                Fields.ago(key, "lastUsedAt", now),
                Fields.ago(key, "expiresAt", now)
            };
        }
    }

    /** The key goes alone to standard output, so that {@code MUSTER_TOKEN=$(muster api-keys create …)} holds just it. */
    @Command(
            name = "create",
            description = "Make a key. It is shown this once, acts as you, and ends after 14 days unused, 90 at most.")
    static final class Create implements Runnable {
        private static final List<String> ROLES = List.of("VIEWER", "OPERATOR", "MANAGER", "ADMIN");

        @Option(names = "--name", paramLabel = "NAME", required = true, description = "What it is for.")
        private String name;

        @Option(names = "--expires", paramLabel = "SPAN", description = "Ends after this time, e.g. 30d.")
        private String expires;

        @Option(names = "--only-org", paramLabel = "SLUG", description = "Acts in this org alone.")
        private String onlyOrg;

        @Option(names = "--role", paramLabel = "ROLE", description = "Acts with this role at most: VIEWER, OPERATOR, …")
        private String role;

        private final Muster muster;

        Create(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var body = Json.object().put("name", name);
            if (expires != null) {
                body.put("expiresAt", Json.time(muster.shell().clock().instant().plus(Times.parseSpan(expires))));
            }
            if (onlyOrg != null) {
                body.put("org", onlyOrg);
            }
            if (role != null) {
                var wanted = role.toUpperCase(java.util.Locale.ROOT);
                if (!ROLES.contains(wanted)) {
                    throw Failure.usage("--role is one of " + String.join(", ", ROLES) + ".");
                }
                body.put("role", wanted);
            }
            var made = muster.server().post(PATH, body, Server.PATIENCE).data();
            if (muster.out().json()) {
                muster.out().item(made);
                return;
            }
            muster.out().note("API key " + Fields.text(made, "id") + " is made. It is shown this once:");
            muster.out().line(Fields.text(made, "key"));
        }
    }

    @Command(name = "revoke", description = "End a key, open sockets included.")
    static final class Revoke implements Runnable {
        @Parameters(paramLabel = "ID", description = "Id of the key.")
        private UUID id;

        private final Muster muster;

        Revoke(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            muster.server().delete(PATH + "/" + id);
            if (muster.out().json()) {
                muster.out().item(Json.object().put("id", id.toString()).put("revoked", true));
            } else {
                muster.out().line("API key " + id + " is revoked.");
            }
        }
    }
}
