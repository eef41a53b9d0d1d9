package dev.muster.protocol.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;

/** A typed command: what an operator can ask of a device (section 5). */
public sealed interface Command permits ForceSync, Ping, PullLogs, PushConfig, ShowState {

    CommandType type();

    /** The arguments as they stand on the wire; empty for most. */
    default ObjectNode args() {
        return Json.object();
    }

    /** The console line that gives this command. */
    default String console() {
        return type().verb();
    }
}
