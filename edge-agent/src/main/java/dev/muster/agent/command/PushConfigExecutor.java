package dev.muster.agent.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.command.CommandTypes;
import dev.muster.protocol.command.PushConfig;
import java.io.IOException;

/** {@code push_config}: merges the patch into the device's settings and says how they are now. */
final class PushConfigExecutor implements Executor {

    @Override
    public String type() {
        return "push_config";
    }

    @Override
    public Outcome run(JsonNode args, Device device) throws IOException {
        var wanted = (PushConfig) CommandTypes.fromWire(type(), args);
        return Outcome.done(device.configure(wanted.patch()));
    }
}
