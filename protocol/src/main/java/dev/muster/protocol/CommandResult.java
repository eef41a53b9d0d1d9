package dev.muster.protocol;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * How a command ended. {@code signature} is base64url of HMAC-SHA256 with the device secret over the canonical JSON of
 * deviceId, id, success, output, exitCode and finishedAt, absent members left out (section 5).
 */
public record CommandResult(
        UUID id,
        boolean success,
        String output,
        Integer exitCode,
        Instant startedAt,
        Instant finishedAt,
        String signature)
        implements DeviceMessage.Result {

    public CommandResult {
        Objects.requireNonNull(id, "command_result needs an id");
        Objects.requireNonNull(finishedAt, "command_result needs finishedAt");
        if (!Text.isTime(finishedAt) || (startedAt != null && !Text.isTime(startedAt))) {
            throw new IllegalArgumentException("times are in RFC 3339 UTC");
        }
        if (output != null && output.length() > Limits.OUTPUT) {
            throw new IllegalArgumentException("output has at most " + Limits.OUTPUT + " characters");
        }
    }

    /** This result, signed by the device of that id. */
    public CommandResult signedBy(String deviceId, byte[] secret) {
        return new CommandResult(
                id, success, output, exitCode, startedAt, finishedAt, ResultSignature.of(this, deviceId, secret));
    }

    /** Whether the signature is this device's. Takes constant time in the signature. */
    public boolean isSignedBy(String deviceId, byte[] secret) {
        return ResultSignature.matches(this, deviceId, secret);
    }
}
