package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code GET /devices/{id}/commands}, newest first. */
@Command(name = "commands", description = "List the commands of a device, newest first.")
final class Commands implements Runnable {
    private static final int MOST = 500;

    @Parameters(paramLabel = "DEVICE", description = "Id of the device.")
    private String device;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "At most so many, up to " + MOST + "; ${DEFAULT-VALUE} unless told.")
    private int limit;

    @Option(names = "--offset", paramLabel = "N", defaultValue = "0", description = "Leave out the N newest.")
    private int offset;

    private final Muster muster;

    Commands(Muster muster) {
        this.muster = muster;
    }

    @Override
    public void run() {
        Ids.requireDevice(device);
        if (limit < 1 || limit > MOST || offset < 0) {
            throw Failure.usage("--limit is 1 to " + MOST + ", --offset at least 0.");
        }
        var query = new LinkedHashMap<String, String>();
        query.put("limit", String.valueOf(limit));
        query.put("offset", String.valueOf(offset));
        var answer = muster.server().get("/devices/" + Server.segment(device) + "/commands", query);
        var out = muster.out();
        if (out.json()) {
            answer.data().forEach(out::item);
            return;
        }
        var table = new Table()
                .tinted("STATE")
                .column("COMMAND")
                .column("SENT")
                .optional("TOOK")
                .flexible("OUTPUT", 12)
                .optional("BY")
                .optional("ID");
        answer.data().forEach(command -> table.row(row(command, muster.now(answer))));
        if (table.isEmpty()) {
            out.note("No commands yet: `muster send " + device + " ping` sends one.");
        } else {
            out.table(table);
        }
    }

    private static String[] row(JsonNode command, Instant now) {
        return new String[] {
            Fields.text(command, "state"),
            console(command),
            Fields.ago(command, "queuedAt", now),
            Fields.took(command, "queuedAt", "finishedAt"),
            Fields.firstLine(Fields.text(command, "output")),
            Fields.text(command, "issuedBy"),
            Fields.text(command, "id")
        };
    }

    /** As it would be typed; where the server does not say, the wire name. */
    private static String console(JsonNode command) {
        var console = Fields.text(command, "console");
        return console.isEmpty() ? Fields.text(command, "type") : console;
    }
}
