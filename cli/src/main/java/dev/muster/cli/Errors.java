package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code GET /devices/{id}/errlog}, and {@code PUT …/read} up to the newest entry shown. */
@Command(
        name = "errors",
        description = {
            "Show the error log of a device as far as the server has it, oldest first.",
            "--read marks what was shown as read, for all who look after the device."
        })
final class Errors implements Runnable {

    @Parameters(paramLabel = "DEVICE", description = "Id of the device.")
    private String device;

    @Option(
            names = {"-n", "--entries"},
            paramLabel = "N",
            defaultValue = "20",
            description = "The last N, up to " + Logs.MOST + "; ${DEFAULT-VALUE} unless told.")
    private int entries;

    @Option(names = "--read", description = "Mark them as read.")
    private boolean read;

    private final Muster muster;

    Errors(Muster muster) {
        this.muster = muster;
    }

    @Override
    public void run() {
        Ids.requireDevice(device);
        if (entries < 1 || entries > Logs.MOST) {
            throw Failure.usage("-n is 1 to " + Logs.MOST + ".");
        }
        var path = "/devices/" + Server.segment(device) + "/errlog";
        var shown = new ArrayList<JsonNode>();
        muster.server()
                .get(path, Map.of("limit", String.valueOf(entries)))
                .data()
                .forEach(shown::add);
        Collections.reverse(shown);
        print(shown);
        if (read && !shown.isEmpty()) {
            var newest = shown.stream()
                    .mapToLong(entry -> entry.path("payload").path("entry").asLong())
                    .max()
                    .orElse(0);
            muster.server().put(path + "/read", Json.object().put("entry", newest));
            muster.out().note("Read up to entry " + newest + ".");
        }
    }

    /** {@code 2026-11-20T11:36:00.123Z ERROR #17 modem no-carrier rssi=-113}. */
    private void print(List<JsonNode> shown) {
        if (muster.out().json()) {
            shown.forEach(muster.out()::item);
        } else if (shown.isEmpty()) {
            muster.out().note("The error log is empty as far as the server knows.");
        }
        if (!muster.out().json()) {
            shown.forEach(entry -> muster.out()
                    .line(String.format(
                                    "%s %-5s #%s %s %s %s",
                                    Fields.text(entry, "ts"),
                                    Fields.text(entry, "severity"),
                                    Fields.text(entry.path("payload"), "entry"),
                                    Fields.text(entry.path("payload"), "source"),
                                    Fields.text(entry.path("payload"), "code"),
                                    Fields.pairs(entry.path("payload").path("context")))
                            .strip()));
        }
    }
}
