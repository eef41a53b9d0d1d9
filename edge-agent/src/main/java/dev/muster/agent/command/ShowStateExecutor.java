package dev.muster.agent.command;

import com.fasterxml.jackson.databind.JsonNode;

/** {@code show_state}: the device's own view of itself as indented JSON. */
final class ShowStateExecutor implements Executor {

    @Override
    public String type() {
        return "show_state";
    }

    @Override
    public Outcome run(JsonNode args, Device device) {
        return Outcome.done(device.state().toPrettyString());
    }
}
