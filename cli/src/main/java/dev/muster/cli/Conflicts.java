package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code GET /devices/conflicts}: ids that are claimed twice, for the platform operator. */
@Command(
        name = "conflicts",
        description = "List device ids that somebody claims with a key of their own although another device has them.",
        synopsisSubcommandLabel = "[settle]")
final class Conflicts implements Runnable {

    @Option(names = "--settled", description = "Those that were settled, in place of the open ones.")
    private boolean settled;

    @Mixin
    private Paging paging;

    private final Muster muster;

    Conflicts(Muster muster) {
        this.muster = muster;
    }

    static CommandLine commandLine(Muster muster) {
        return new CommandLine(new Conflicts(muster)).addSubcommand(new Settle(muster));
    }

    @Override
    public void run() {
        var query = new LinkedHashMap<String, String>();
        if (settled) {
            query.put("settled", "true");
        }
        var table = new Table()
                .column("DEVICE")
                .column("WITH")
                .flexible("KEY", 10)
                .column("ORG")
                .column("FROM")
                .column("CLAIMS")
                .column("LAST")
                .optional("SETTLED");
        paging.list(muster, "/devices/conflicts", query, table, Conflicts::row);
        if (table.isEmpty()) {
            muster.out().note(settled ? "No conflict was settled." : "No id is claimed twice.");
        }
    }

    private static String[] row(JsonNode conflict, Instant now) {
        return new String[] {
            Fields.text(conflict, "deviceId"),
            Fields.text(conflict, "keyKind"),
            Fields.text(conflict, "keyName"),
            Fields.text(conflict, "org"),
            Fields.text(conflict, "address"),
            Fields.text(conflict, "claims"),
            Fields.ago(conflict, "lastAt", now),
            Fields.text(conflict, "settledWhy")
        };
    }

    /** {@code POST /devices/conflicts/{id}/settle}. */
    @Command(name = "settle", description = "Settle what is claimed twice: it is neither shown nor told any more.")
    static final class Settle implements Runnable {
        @Parameters(paramLabel = "ID", description = "Id of the device.")
        private String id;

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                required = true,
                description = "How; kept in the audit of the device's owner.")
        private String reason;

        private final Muster muster;

        Settle(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            Ids.requireDevice(id);
            muster.server()
                    .post(
                            "/devices/conflicts/" + Server.segment(id) + "/settle",
                            Json.object().put("reason", reason),
                            Server.PATIENCE);
            if (muster.out().json()) {
                muster.out().item(Json.object().put("id", id).put("settled", true));
            } else {
                muster.out().line("What was claimed twice of " + id + " is settled.");
            }
        }
    }
}
