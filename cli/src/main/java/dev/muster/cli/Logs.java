package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code GET /devices/{id}/logs}: what the server has; {@code send DEVICE logs N} fetches more from the device first. */
@Command(
        name = "logs",
        description = {
            "Show the log lines of a device that the server has, oldest first.",
            "`muster send DEVICE logs N` has the device send its last N first."
        })
final class Logs implements Runnable {
    /** Most that the server gives at once. */
    static final int MOST = 500;

    @Parameters(paramLabel = "DEVICE", description = "Id of the device.")
    private String device;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "50",
            description = "The last N, up to " + MOST + "; ${DEFAULT-VALUE} unless told.")
    private int lines;

    private final Muster muster;

    Logs(Muster muster) {
        this.muster = muster;
    }

    @Override
    public void run() {
        Ids.requireDevice(device);
        if (lines < 1 || lines > MOST) {
            throw Failure.usage("-n is 1 to " + MOST + ".");
        }
        var last = last(muster, device, lines);
        if (muster.out().json()) {
            last.forEach(muster.out()::item);
        } else if (last.isEmpty()) {
            muster.out().note("No log lines yet: `muster send " + device + " logs` has the device send some.");
        } else {
            print(muster, last);
        }
    }

    /** The last lines that the server has, oldest first. */
    static List<JsonNode> last(Muster muster, String device, int lines) {
        var query = Map.of("limit", String.valueOf(Math.min(lines, MOST)));
        var found = new ArrayList<JsonNode>();
        muster.server()
                .get("/devices/" + Server.segment(device) + "/logs", query)
                .data()
                .forEach(found::add);
        Collections.reverse(found);
        return found;
    }

    /** {@code 2026-11-20T11:36:00.123Z WARN  what happened}. */
    static void print(Muster muster, List<JsonNode> lines) {
        lines.forEach(line -> muster.out()
                .line(String.format(
                        "%s %-5s %s", Fields.text(line, "ts"), Fields.text(line, "level"), Fields.text(line, "line"))));
    }
}
