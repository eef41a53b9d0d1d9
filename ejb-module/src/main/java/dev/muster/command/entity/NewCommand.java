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
 * @param signed null where its sender did not sign it
 */
public record NewCommand(UUID id, Command command, Instant expiresAt, boolean live, Signed signed) {

    /** What its sender signed besides the command, and the signature. */
    public record Signed(Instant issuedAt, String signature) {}

    /** From its wire form; {@code id} null for a fresh one. */
    public static NewCommand of(UUID id, String type, JsonNode args, Instant expiresAt, String mode, Signed signed) {
        if (type == null || type.isBlank()) {
            throw Refusal.invalid("/command/type", "name a command type");
        }
        if (mode != null && !mode.equals("live") && !mode.equals("queue")) {
            throw Refusal.invalid("/mode", "mode is live or queue");
        }
        requireAllThatIsSigned(id, expiresAt, signed);
        try {
            return new NewCommand(
                    id == null ? Ids.next() : id,
                    CommandTypes.fromWire(type, args),
                    expiresAt,
                    "live".equals(mode),
                    signed);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("/command", e.getMessage());
        }
    }

    /** A signature covers what its maker chose: nothing of it can be filled in here. */
    private static void requireAllThatIsSigned(UUID id, Instant expiresAt, Signed signed) {
        if (signed == null) {
            return;
        }
        if (id == null) {
            throw Refusal.invalid("/command/id", "a signed command says its id");
        }
        if (expiresAt == null) {
            throw Refusal.invalid("/expiresAt", "a signed command says when it expires");
        }
        if (signed.issuedAt() == null) {
            throw Refusal.invalid("/issuedAt", "a signed command says when it was issued");
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
