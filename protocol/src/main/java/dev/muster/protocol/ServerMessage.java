package dev.muster.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** What the server says on {@code /ws/device} (section 6). */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ServerMessage.Welcome.class, name = "welcome"),
    @JsonSubTypes.Type(value = ServerMessage.Command.class, name = "command"),
    @JsonSubTypes.Type(value = ServerMessage.Desired.class, name = "desired"),
    @JsonSubTypes.Type(value = ServerMessage.EventAck.class, name = "event_ack"),
    @JsonSubTypes.Type(value = ServerMessage.Error.class, name = "error")
})
public sealed interface ServerMessage {

    /**
     * Authenticated. {@code resume} is the highest event {@code seq} the server has committed (0 for none): the device
     * drops what it keeps up to there and sends the rest again.
     */
    record Welcome(String sessionId, Instant serverTime, int heartbeatSec, long resume, TwinState desired)
            implements ServerMessage {}

    /** One command; nested, because a command has a {@code type} of its own. */
    record Command(WireCommand command) implements ServerMessage {}

    record Desired(long version, JsonNode state) implements ServerMessage {}

    /** Everything up to this {@code seq} is committed. */
    record EventAck(long seq) implements ServerMessage {}

    /**
     * A message that was refused. {@code ref} is the {@code seq} or command id it was about, where there was one. A
     * refused event counts as acknowledged: sending it again would be refused again.
     */
    record Error(String code, String detail, String ref) implements ServerMessage {}
}
