package dev.muster.agent.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.DeviceEvent;
import java.io.IOException;
import java.util.List;
import java.util.function.LongFunction;

/** The device as commands see it. All of it may be called from any thread. */
public interface Device {

    /** What carries the connection: wifi, eth, cell, loopback. */
    String transport();

    /** Round-trip time in milliseconds, or null before the first measurement. */
    Integer rttMs();

    long uptimeSec();

    /** Everything the device knows of itself, for a person to read. */
    ObjectNode state();

    /** Events the server has not acknowledged. */
    long waiting();

    /** Sends what waits, at once. */
    void sync();

    /** The last log lines, oldest first. */
    List<LogEntry> log(int lines);

    /**
     * Changes settings by a patch (RFC 7396) and keeps them over restarts.
     *
     * @return the settings as they are now, one a line
     * @throws IllegalArgumentException naming what cannot be set, or to what
     * @throws IOException where they cannot be kept
     */
    String configure(JsonNode patch) throws IOException;

    /** Queues events. */
    void emit(List<? extends LongFunction<? extends DeviceEvent>> events);
}
