package dev.muster.cli;

import dev.muster.protocol.Json;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code /devices/{id}/frames}. */
@Command(name = "frames", description = "Show whether a device has to frame all it says, or say so.")
final class DeviceFrames implements Runnable {

    @Parameters(index = "0", paramLabel = "ID", description = "Id of the device.")
    private String id;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "required|optional",
            description = "required: a plain message is refused from now on, and closes the socket it came on.")
    private String use;

    private final Muster muster;

    DeviceFrames(Muster muster) {
        this.muster = muster;
    }

    @Override
    public void run() {
        Ids.requireDevice(id);
        if (use != null && !use.equals("required") && !use.equals("optional")) {
            throw Failure.usage("It is required or optional, not " + use + ".");
        }
        var path = "/devices/" + Server.segment(id) + "/frames";
        var answer = use == null
                ? muster.server().get(path, Map.of())
                : muster.server().put(path, Json.object().put("required", use.equals("required")));
        if (muster.out().json()) {
            muster.out().item(answer.data());
        } else {
            muster.out()
                    .line("Frames are "
                            + (answer.data().path("required").asBoolean() ? "required of " : "optional for ") + id
                            + ".");
        }
    }
}
