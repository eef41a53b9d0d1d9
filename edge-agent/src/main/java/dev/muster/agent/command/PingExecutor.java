package dev.muster.agent.command;

import com.fasterxml.jackson.databind.JsonNode;

/** {@code ping}: which way it came, how long that takes, how long the device has been up. */
final class PingExecutor implements Executor {

    @Override
    public String type() {
        return "ping";
    }

    @Override
    public Outcome run(JsonNode args, Device device) {
        var rtt = device.rttMs() == null ? "not measured yet" : device.rttMs() + " ms";
        return Outcome.done(
                "transport " + device.transport() + ", round trip " + rtt + ", up " + device.uptimeSec() + " s");
    }
}
