package dev.muster.command.entity;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;

/** A command with every step's server time; the device's own word and signature where it ended; {@code signed}
 * by its sender. */
public record CommandView(
        UUID id,
        String deviceId,
        String type,
        JsonNode args,
        String console,
        CommandState state,
        String issuedBy,
        Instant queuedAt,
        Instant sentAt,
        Instant receivedAt,
        Instant runningAt,
        Instant finishedAt,
        Instant expiresAt,
        Integer percent,
        String progress,
        Boolean success,
        String output,
        Integer exitCode,
        Instant deviceFinishedAt,
        String deviceSignature,
        boolean signed,
        int version) {}
