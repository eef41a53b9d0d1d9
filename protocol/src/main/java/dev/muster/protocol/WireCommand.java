package dev.muster.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A command as it travels to a device (section 5). {@code args} holds the members of the command's type; {@code
 * issuedBy} is a user id; {@code operatorSignature} is present where the operator signed it.
 */
public record WireCommand(
        UUID id,
        String type,
        ObjectNode args,
        Instant issuedAt,
        Instant expiresAt,
        String issuedBy,
        String operatorSignature) {

    public WireCommand {
        Objects.requireNonNull(id, "a command needs an id");
        Objects.requireNonNull(type, "a command needs a type");
        args = args == null ? Json.object() : args;
    }
}
