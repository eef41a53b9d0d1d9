package dev.muster.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** What a device says on {@code /ws/device} (sections 5 and 6); {@code type} names the record. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = DeviceMessage.Auth.class, name = "auth"),
    @JsonSubTypes.Type(value = DeviceMessage.Hello.class, name = "hello"),
    @JsonSubTypes.Type(value = DeviceMessage.CommandAck.class, name = "command_ack"),
    @JsonSubTypes.Type(value = DeviceMessage.CommandProgress.class, name = "command_progress"),
    @JsonSubTypes.Type(value = CommandResult.class, name = "command_result"),
    @JsonSubTypes.Type(value = DeviceMessage.Batch.class, name = "batch"),
    @JsonSubTypes.Type(value = DeviceEvent.Status.class, name = "status"),
    @JsonSubTypes.Type(value = DeviceEvent.Reading.class, name = "reading"),
    @JsonSubTypes.Type(value = DeviceEvent.LogLine.class, name = "log_line"),
    @JsonSubTypes.Type(value = DeviceEvent.Scan.class, name = "scan"),
    @JsonSubTypes.Type(value = DeviceEvent.Print.class, name = "print"),
    @JsonSubTypes.Type(value = DeviceEvent.Alert.class, name = "alert"),
    @JsonSubTypes.Type(value = DeviceEvent.ErrLog.class, name = "errlog"),
    @JsonSubTypes.Type(value = DeviceEvent.Reported.class, name = "reported")
})
public sealed interface DeviceMessage {

    /** First message where the handshake carried no credential. */
    record Auth(String token) implements DeviceMessage {
        public Auth {
            Objects.requireNonNull(token, "auth needs a token");
        }

        @Override
        public String toString() {
            return "Auth[token=…]";
        }
    }

    /** Said once after {@code welcome}. */
    record Hello(String firmware, String bootId, String agent, List<String> capabilities) implements DeviceMessage {
        public Hello {
            firmware = Text.clean(firmware, 64);
            bootId = Text.clean(bootId, 64);
            agent = Text.clean(agent, 64);
            capabilities = capabilities == null ? List.of() : List.copyOf(capabilities);
        }
    }

    /** The device has the command and has remembered its id. */
    record CommandAck(UUID id) implements DeviceMessage {
        public CommandAck {
            Objects.requireNonNull(id, "command_ack needs an id");
        }
    }

    /** A command under way; {@code percent} is 0 to 100. */
    record CommandProgress(UUID id, Integer percent, String message) implements DeviceMessage {
        public CommandProgress {
            Objects.requireNonNull(id, "command_progress needs an id");
            if (percent != null && (percent < 0 || percent > 100)) {
                throw new IllegalArgumentException("percent is 0 to 100");
            }
            message = Text.clean(message, Limits.LINE);
        }
    }

    /**
     * Many events in one message. They stay unparsed here so that one bad event is refused alone; read each with
     * {@link DeviceEvent#parse}.
     */
    record Batch(List<JsonNode> events) implements DeviceMessage {
        public Batch {
            events = events == null ? List.of() : List.copyOf(events);
            if (events.size() > Limits.EVENTS) {
                throw new IllegalArgumentException("a batch has at most " + Limits.EVENTS + " events");
            }
        }
    }

    /** Result of a command; see {@link CommandResult} for the signature. */
    sealed interface Result extends DeviceMessage permits CommandResult {
        UUID id();
    }

    /** Marker for messages that carry a growing {@code seq}. */
    sealed interface Sequenced extends DeviceMessage permits DeviceEvent {
        long seq();

        Instant ts();
    }
}
