package dev.muster.command.boundary;

import dev.muster.command.entity.NewCommand;
import dev.muster.identity.boundary.OperatorKeys;
import dev.muster.platform.Caller;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.protocol.OperatorSignature;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Whether a command is its sender's own word: signed with the key they keep under a passphrase. */
@Stateless
@Scoped
public class SenderProof {

    /** How far a sender's clock may be from this one; an older signature could be one that was laid up. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    @Inject
    private Sql sql;

    @Inject
    private OperatorKeys keys;

    /**
     * The key a command is signed with; null where it is not signed and need not be.
     *
     * @throws Refusal 403 {@code signature-required} where the org takes signed commands only; {@code
     *     operator-signature} where the signature does not hold
     */
    public UUID key(Caller caller, String deviceId, NewCommand command) {
        caller.require(Permission.VIEW_DEVICES);
        var signed = command.signed();
        if (signed == null) {
            if (isRequired(caller)) {
                throw Refusal.of(
                        403, "signature-required", "this org takes commands only with their sender's signature");
            }
            return null;
        }
        if (Duration.between(signed.issuedAt(), Instant.now()).abs().compareTo(SKEW) > 0) {
            throw Refusal.invalid(
                    "/issuedAt", "more than " + SKEW.toMinutes() + " min from the server's time: set your clock");
        }
        return keys.verify(
                caller,
                new OperatorSignature(
                        deviceId,
                        command.id(),
                        command.command().type().name(),
                        command.command().args(),
                        signed.issuedAt(),
                        command.expiresAt()),
                signed.signature());
    }

    /** Whether the caller's org takes signed commands only. */
    public boolean isRequired(Caller caller) {
        caller.require(Permission.VIEW_DEVICES);
        return sql.one(
                        "select signed_commands from org where id = ?",
                        row -> row.bool("signed_commands"),
                        caller.orgId())
                .orElse(true);
    }
}
