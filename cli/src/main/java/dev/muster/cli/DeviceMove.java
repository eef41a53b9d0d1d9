package dev.muster.cli;

import dev.muster.protocol.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code POST /devices/{id}/move}. What takes a device out of service wants its id typed, or {@code --yes}. */
@Command(name = "move", description = "Move a device to another state: active, disabled, ejected, retired.")
final class DeviceMove implements Runnable {
    private static final List<String> STATES = List.of("active", "disabled", "ejected", "retired", "unclaimed");

    @Parameters(index = "0", paramLabel = "ID", description = "Id of the device.")
    private String id;

    @Parameters(index = "1", paramLabel = "STATE", description = "The new state.")
    private String state;

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
        Ids.requireDevice(id);
        if (!STATES.contains(state)) {
            throw Failure.usage(
                    "\"" + SafeText.line(state) + "\" is not a state: it is one of " + String.join(", ", STATES) + ".");
        }
        var server = muster.server();
        if (!yes && !state.equals("active")) {
            confirm();
        }
        var body = Json.object().put("state", state).put("reason", reason);
        var moved = server.post("/devices/" + Server.segment(id) + "/move", body, Server.PATIENCE)
                .data();
        if (muster.out().json()) {
            muster.out().item(moved);
        } else {
            muster.out().line(id + " is " + Fields.text(moved, "state") + ".");
        }
    }

    private void confirm() {
        var prompt = muster.shell()
                .prompt()
                .orElseThrow(() -> Failure.usage("There is no terminal to ask on: add --yes if you are sure."));
        var typed = prompt.line("This takes " + id + " out of service. Type its id to make it " + state + ": ");
        if (typed == null || !typed.strip().equals(id)) {
            throw Failure.failed("not-confirmed", "Nothing is changed: what was typed is not " + id + ".");
        }
    }
}
