package dev.muster.cli.tenancy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.DashboardEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;

/** What goes on in an org while somebody listens: all that the dashboard tells of a device. */
final class LiveWork {

    private final Wire wire;

    LiveWork(Wire wire) {
        this.wire = wire;
    }

    /** Each event of each device, the first fleet's last; returns what is heard last. */
    String of(Org org) {
        var last = "";
        var devices = new ArrayList<>(org.devices);
        Collections.reverse(devices);
        for (var device : devices) {
            var body = device.checkIn();
            last = org.marks.word(device.zone, "a log line heard live");
            var events = body.putArray("events");
            for (var event : DashboardEvent.values()) {
                tell(event, org, device, events);
            }
            events.add(device.event("log_line").put("level", "INFO").put("line", last));
            wire.send(device.checkIn(body)).expect("check in");
        }
        return last;
    }

    /** What makes the server tell that: what the device says, or what is done about it. */
    static void tell(DashboardEvent event, Org org, SyntheticDevice device, ArrayNode events) {
        var said = said(event, org, device);
        if (said != null) {
            events.add(said);
        }
    }

    /** Null for what no device says. An event that is not known here does not compile. */
    private static ObjectNode said(DashboardEvent event, Org org, SyntheticDevice device) {
        var zone = device.zone;
        return switch (event) {
            case STATUS -> device.event("status").put("status", "ONLINE");
            case READING -> {
                var reading = device.event("reading");
                reading.putObject("values").put(org.marks.word(zone, "a live reading's key"), 1);
                yield reading;
            }
            case LOG_LINE -> device.event("log_line").put("level", "INFO").put("line", org.marks.word(zone, "a line"));
            case SCAN ->
                device.event("scan")
                        .put("code", org.marks.word(zone, "a live scan"))
                        .put("valid", true);
            case PRINT -> device.event("print").put("text", org.marks.word(zone, "a print"));
            case ALERT ->
                device.event("alert")
                        .put("severity", "ERROR")
                        .put("code", org.marks.word(zone, "a live alert's code"))
                        .put("message", org.marks.word(zone, "a live alert"));
            case ERRLOG ->
                device.event("errlog")
                        .put("source", org.marks.word(zone, "a live error's source"))
                        .put("severity", "ERROR")
                        .put("code", org.marks.word(zone, "a live error's code"));
            case REPORTED -> {
                var reported = device.event("reported").put("version", 1);
                reported.putObject("state").put(org.marks.word(zone, "a reported key"), 1);
                yield reported;
            }
            case COMMAND -> {
                var path = "/devices/" + device.id + "/commands";
                var command = org.admin()
                        .post(path, Map.of("command", Map.of("type", "ping")))
                        .expect("send a command")
                        .data()
                        .path("commandId")
                        .asText();
                org.add(Kind.COMMAND, zone, command, device.id);
                org.admin().delete(path + "/" + command);
                yield null;
            }
            case DEVICE -> {
                org.admin()
                        .send("PATCH", "/devices/" + device.id, Map.of("notes", org.marks.word(zone, "notes")))
                        .expect("change a device");
                yield null;
            }
        };
    }
}
