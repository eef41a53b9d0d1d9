package dev.muster.cli;

import dev.muster.protocol.Json;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code /devices/{id}/mqtt}. */
@Command(
        name = "mqtt",
        description = "Show whether an MQTT broker may speak for a device, and under which topic; or say so.")
final class DeviceMqtt implements Runnable {

    @Parameters(index = "0", paramLabel = "ID", description = "Id of the device.")
    private String id;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "allow|forbid",
            description = "allow: what is published to its topic is taken as its own from now on.")
    private String use;

    private final Muster muster;

    DeviceMqtt(Muster muster) {
        this.muster = muster;
    }

    @Override
    public void run() {
        Ids.requireDevice(id);
        if (use != null && !use.equals("allow") && !use.equals("forbid")) {
            throw Failure.usage("It is allow or forbid, not " + use + ".");
        }
        var path = "/devices/" + Server.segment(id) + "/mqtt";
        var answer = use == null
                ? muster.server().get(path, Map.of())
                : muster.server().put(path, Json.object().put("allowed", use.equals("allow")));
        if (muster.out().json()) {
            muster.out().item(answer.data());
        } else if (answer.data().path("allowed").asBoolean()) {
            muster.out().line("A broker may speak for " + id + ", under " + Fields.text(answer.data(), "topic") + ".");
        } else {
            muster.out().line("No broker may speak for " + id + ".");
        }
    }
}
