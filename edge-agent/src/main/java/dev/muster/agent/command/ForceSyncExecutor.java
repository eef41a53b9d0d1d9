package dev.muster.agent.command;

import com.fasterxml.jackson.databind.JsonNode;

/** {@code force_sync}: sends the queue at once and says how much is under way. */
final class ForceSyncExecutor implements Executor {

    @Override
    public String type() {
        return "force_sync";
    }

    @Override
    public Outcome run(JsonNode args, Device device) {
        var waiting = device.waiting();
        device.sync();
        return Outcome.done(
                waiting == 0
                        ? "nothing was kept back"
                        : waiting + (waiting == 1 ? " event" : " events") + " on the way");
    }
}
