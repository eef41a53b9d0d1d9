package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code POST /devices/move}. What takes devices out of service or away wants the id typed, or their number, or {@code
 * --yes}. The org to move to is {@code --to-org}: {@code --org} says where one acts.
 */
@Command(
        name = "move",
        description = "Move devices to another state, org or both.",
        footer = {
            "%nmuster device move pump-7 --state disabled --reason \"in transit\"",
            "muster device move pump-7 pump-8 --to-org acme --reason sold   (platform operator)"
        })
final class DeviceMove implements Runnable {
    private static final List<String> STATES = List.of("active", "disabled", "ejected", "retired", "unclaimed");

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of the devices: all are moved, or none.")
    private List<String> ids;

    @Option(names = "--state", paramLabel = "STATE", description = "active, disabled, ejected, retired or unclaimed.")
    private String state;

    @Option(names = "--to-org", paramLabel = "SLUG", description = "The org to move to; for the platform operator.")
    private String org;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; it is kept in the audit.")
    private String reason;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    private final Muster muster;

    DeviceMove(Muster muster) {
        this.muster = muster;
    }

    @Override
    public void run() {
        ids.forEach(Ids::requireDevice);
        if (state == null && org == null) {
            throw Failure.usage("Say where to: --state, --to-org or both.");
        }
        if (state != null && !STATES.contains(state)) {
            throw Failure.usage(
                    "\"" + SafeText.line(state) + "\" is not a state: it is one of " + String.join(", ", STATES) + ".");
        }
        var server = muster.server();
        if (!yes && (org != null || !state.equals("active"))) {
            confirm();
        }
        send(muster, server, ids, org, state, reason);
    }

    static void send(Muster muster, Server server, List<String> ids, String org, String state, String reason) {
        var body = Json.object();
        ids.forEach(body.putArray("deviceIds")::add);
        if (org != null) {
            body.put("org", org);
        }
        if (state != null) {
            body.put("state", state);
        }
        body.put("reason", reason);
        for (var moved : server.post("/devices/move", body, Server.PATIENCE).data()) {
            if (muster.out().json()) {
                muster.out().item(moved);
            } else {
                muster.out().line(sentence(moved, org));
            }
        }
    }

    private static String sentence(JsonNode moved, String org) {
        return Fields.text(moved, "id") + " is " + Fields.text(moved, "state")
                + (org == null ? "" : " in org " + Fields.text(moved, "org")) + ".";
    }

    private void confirm() {
        var one = ids.size() == 1;
        var what = one ? ids.get(0) : ids.size() + " devices";
        Typed.confirm(
                muster,
                "This " + (org == null ? "makes " + what + " " + state : "moves " + what + " to " + org) + ".",
                one ? "its id" : "their number",
                one ? ids.get(0) : String.valueOf(ids.size()));
    }
}
