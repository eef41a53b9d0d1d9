package dev.muster.command.entity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.platform.Ids;
import dev.muster.platform.Refusal;
import dev.muster.protocol.command.Command;
import dev.muster.protocol.command.CommandTypes;
import java.time.Instant;
import java.util.UUID;

/**
 * A command to be queued.
 *
 * @param id chosen by the caller or made here; a reused one is refused
 * @param expiresAt null for the server's default
 * @param live whether a device without an open socket fails it at once
 */
public record NewCommand(UUID id, Command command, Instant expiresAt, boolean live, String operatorSignature) {

    /** From its wire form; {@code id} null for a fresh one. */
    public static NewCommand of(
            UUID id, String type, JsonNode args, Instant expiresAt, String mode, String operatorSignature) {
        if (type == null || type.isBlank()) {
            throw Refusal.invalid("/command/type", "name a command type");
        }
        if (mode != null && !mode.equals("live") && !mode.equals("queue")) {
            throw Refusal.invalid("/mode", "mode is live or queue");
        }
        try {
            return new NewCommand(
                    id == null ? Ids.next() : id,
                    CommandTypes.fromWire(type, args),
                    expiresAt,
                    "live".equals(mode),
                    operatorSignature);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("/command", e.getMessage());
        }
    }

    /** From a console line. */
    public static NewCommand parse(String line) {
        try {
            return new NewCommand(Ids.next(), CommandTypes.parse(line), null, false, null);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("/command", e.getMessage());
        }
    }
}
