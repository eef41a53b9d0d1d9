package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code GET /devices}. */
@Command(
        name = "devices",
        description = "List devices: status, last contact, firmware, errors.",
        synopsisSubcommandLabel = "[import|export]")
final class Devices implements Runnable {
    @Option(
            names = "--q",
            paramLabel = "TEXT",
            description = "Only devices that this search finds, e.g. 'tag:north AND lastSeen:>1h'.")
    private String q;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description =
                    "Only these: reporting, late, silent, never, disabled, waiting (for acceptance) or out (of service);"
                            + " any for all. Without it and without a state in --q, devices out of service are left out.")
    private String status;

    @Option(
            names = "--sort",
            paramLabel = "FIELDS",
            description =
                    "One or more of id, label, org, state, status, lastSeen, transport, firmware, errors, createdAt,"
                            + " updatedAt, site, model, as in status,-lastSeen; - is descending.")
    private String sort;

    @Option(names = "--connected", description = "Only those with an open socket, with its node and address.")
    private boolean connected;

    @Option(names = "--former", description = "Those that left the org, in place of those it has.")
    private boolean former;

    @Mixin
    private Paging paging;

    private final Muster muster;

    Devices(Muster muster) {
        this.muster = muster;
    }

    @Override
    public void run() {
        if (connected || former) {
            other();
            return;
        }
        var query = new LinkedHashMap<String, String>();
        if (q != null) {
            query.put("q", q);
        }
        if (status != null) {
            query.put("status", status);
        }
        if (sort != null) {
            query.put("sort", sort);
        }
        var table = new Table()
                .tinted("STATUS")
                .column("ID")
                .flexible("LABEL", 10)
                .column("LAST SEEN")
                .optional("TRANSPORT")
                .optional("FIRMWARE")
                .column("ERRORS")
                .optional("ORG");
        paging.list(muster, "/devices", query, table, Devices::row);
        if (table.isEmpty()) {
            muster.out()
                    .note(
                            q == null && status == null
                                    ? "No devices yet: make a key with `muster enrollment-keys create` and start an agent"
                                            + " with it."
                                    : "No device matches.");
        }
    }

    /** Lists that are none of the registry: they are not searched. */
    private void other() {
        if (q != null || status != null || sort != null || (connected && former)) {
            throw Failure.usage("--connected and --former stand alone, without --q, --status, --sort and each other.");
        }
        if (connected) {
            var table = new Table()
                    .column("ID")
                    .flexible("LABEL", 10)
                    .column("SINCE")
                    .optional("FROM")
                    .optional("NODE");
            paging.list(muster, "/devices/connected", Map.of(), table, Devices::connectedRow);
            tell(table, "No device has a socket open.");
        } else {
            var table = new Table()
                    .column("ID")
                    .flexible("LABEL", 10)
                    .column("HERE SINCE")
                    .column("LEFT");
            paging.list(muster, "/devices/former", Map.of(), table, Devices::formerRow);
            tell(table, "No device has left.");
        }
    }

    private void tell(Table table, String none) {
        if (table.isEmpty()) {
            muster.out().note(none);
        }
    }

    private static String[] connectedRow(JsonNode device, Instant now) {
        return new String[] {
            Fields.text(device, "deviceId"),
            Fields.text(device, "label"),
            Fields.ago(device, "since", now),
            Fields.text(device, "address"),
            Fields.text(device, "node")
        };
    }

    private static String[] formerRow(JsonNode device, Instant now) {
        return new String[] {
            Fields.text(device, "id"),
            Fields.text(device, "label"),
            Fields.ago(device, "since", now),
            Fields.ago(device, "until", now)
        };
    }

    private static String[] row(JsonNode device, Instant now) {
        return new String[] {
            Fields.text(device, "status"),
            Fields.text(device, "id"),
            Fields.text(device, "label"),
            Fields.ago(device, "lastSeen", now),
            Fields.text(device, "transport"),
            Fields.text(device, "firmware"),
            Fields.errors(device.path("errlog")),
            Fields.text(device, "org")
        };
    }
}
