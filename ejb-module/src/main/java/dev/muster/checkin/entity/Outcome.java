package dev.muster.checkin.entity;

import dev.muster.platform.Refusal;
import dev.muster.protocol.CheckInReply;
import dev.muster.protocol.ServerMessage;
import java.util.List;

/** What came of a share. */
public sealed interface Outcome {

    /** A check-in is stored. */
    record Replied(CheckInReply reply) implements Outcome {}

    /** Messages of a socket or a broker are stored: the highest event committed, and what was refused. */
    record Acknowledged(long seq, List<ServerMessage.Error> errors) implements Outcome {
        public Acknowledged {
            errors = List.copyOf(errors);
        }
    }

    /** Nothing of it is stored. */
    record Refused(Refusal why) implements Outcome {}
}
