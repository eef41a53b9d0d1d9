package dev.muster.agent.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.DeviceEvent;
import dev.muster.protocol.command.CommandTypes;
import dev.muster.protocol.command.PullLogs;
import java.util.function.LongFunction;

/** {@code pull_logs}: the last lines of the agent's log as {@code log_line} events, then how many there were. */
final class PullLogsExecutor implements Executor {

    @Override
    public String type() {
        return "pull_logs";
    }

    @Override
    public Outcome run(JsonNode args, Device device) {
        var wanted = (PullLogs) CommandTypes.fromWire(type(), args);
        var lines = device.log(wanted.lines());
        device.emit(lines.stream()
                .map(entry -> (LongFunction<DeviceEvent>)
                        seq -> new DeviceEvent.LogLine(seq, entry.ts(), entry.level(), entry.line()))
                .toList());
        return Outcome.done(lines.size() + (lines.size() == 1 ? " log line sent" : " log lines sent"));
    }
}
