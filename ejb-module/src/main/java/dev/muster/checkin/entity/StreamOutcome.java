package dev.muster.checkin.entity;

import dev.muster.protocol.ServerMessage;
import java.util.List;

/** What came of messages on a device socket: the highest event committed, and what was refused. */
public record StreamOutcome(long acknowledged, List<ServerMessage.Error> errors) {
    public StreamOutcome {
        errors = List.copyOf(errors);
    }
}
