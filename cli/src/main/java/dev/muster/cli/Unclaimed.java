package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code GET /devices/unclaimed}: devices that no org has, for the platform operator. */
@Command(name = "unclaimed", description = "List the devices that belong to no org, or give them to one.")
final class Unclaimed implements Runnable {

    @Option(names = "--q", paramLabel = "TEXT", description = "Only those in whose facts each of these words is found.")
    private String q;

    @Option(
            names = "--sort",
            paramLabel = "FIELD",
            description = "One of id, label, model, firmware, batch, maker, address, since, lastSeen; - before it is"
                    + " descending. Newest first unless told.")
    private String sort;

    @Mixin
    private Paging paging;

    private final Muster muster;

    Unclaimed(Muster muster) {
        this.muster = muster;
    }

    @Override
    public void run() {
        var query = new LinkedHashMap<String, String>();
        if (q != null) {
            query.put("q", q);
        }
        if (sort != null) {
            query.put("sort", sort);
        }
        var table = new Table()
                .column("ID")
                .flexible("LABEL", 10)
                .column("HERE SINCE")
                .column("LAST SEEN")
                .optional("FIRMWARE")
                .optional("MODEL")
                .optional("BATCH")
                .optional("MAKER")
                .optional("ADDRESS")
                .flexible("CAME FROM", 9);
        paging.list(muster, "/devices/unclaimed", query, table, Unclaimed::row);
        if (table.isEmpty()) {
            muster.out().note("No device is unclaimed.");
        }
    }

    private static String[] row(JsonNode device, Instant now) {
        return new String[] {
            Fields.text(device, "id"),
            Fields.text(device, "label"),
            Fields.ago(device, "since", now),
            Fields.ago(device, "lastSeen", now),
            Fields.text(device, "firmware"),
            Fields.text(device, "model"),
            Fields.text(device, "batch"),
            Fields.text(device, "maker"),
            Fields.text(device, "address"),
            Fields.text(device, "cameFrom")
        };
    }

    /** A move to an org, where they become active. */
    @Command(name = "approve", description = "Give devices to an org, where they become active.")
    static final class Approve implements Runnable {
        @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of the devices: all go, or none.")
        private List<String> ids;

        @Option(names = "--to-org", paramLabel = "SLUG", required = true, description = "The org that gets them.")
        private String org;

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                defaultValue = "approved",
                description = "Kept in the audit; \"${DEFAULT-VALUE}\" unless told.")
        private String reason;

        private final Muster muster;

        Approve(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            ids.forEach(Ids::requireDevice);
            DeviceMove.send(muster, muster.server(), ids, org, null, reason);
        }
    }
}
