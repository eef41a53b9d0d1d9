package dev.muster.identity.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.OperatorKeyView;
import dev.muster.platform.Caller;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.SqlFailure;
import dev.muster.platform.Vault;
import dev.muster.protocol.OperatorSignature;
import dev.muster.protocol.crypto.Base64Url;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The key a person signs commands with. It is made where they sit, browser or command line, and kept there under a
 * passphrase; the server has a sealed copy to check signatures with.
 */
@Stateless
@Scoped
public class OperatorKeys {

    @Inject
    private Sql sql;

    @Inject
    private Vault vault;

    @Inject
    private SignIn signIn;

    @Inject
    private AuditLog audit;

    @Inject
    private PersonAudit personAudit;

    /** The key in use; empty for none. */
    public Optional<OperatorKeyView> find(Caller caller) {
        return sql.one(
                "select id, created_at from operator_key where person_id = ? and ended_at is null",
                row -> new OperatorKeyView(row.uuid("id"), row.time("created_at")),
                caller.personId());
    }

    /**
     * Takes this key into use in place of the one before. A session alone is not enough for that: whoever found one open
     * could sign with a key of their own.
     *
     * @param key b64 of 32 bytes
     * @param password the caller's
     * @param code of their authenticator; null for whoever has none
     * @throws Refusal 403 {@code proof} where they are wrong; 409 {@code key-exists} where the id was used before
     */
    public OperatorKeyView register(Caller caller, UUID id, String key, String password, String code) {
        caller.requireSignedIn();
        var bytes = Base64Url.decode(key == null ? "" : key).filter(all -> all.length == OperatorSignature.KEY_BYTES);
        if (id == null) {
            throw Refusal.invalid("/id", "the key's id, a UUID");
        }
        if (bytes.isEmpty()) {
            throw Refusal.invalid(
                    "/key", "base64url of " + OperatorSignature.KEY_BYTES + " random bytes, without padding");
        }
        signIn.prove(LoginAttempt.again(caller, password, code), true);
        end(caller);
        try {
            sql.update(
                    "insert into operator_key (id, person_id, sealed) values (?, ?, ?)",
                    id,
                    caller.personId(),
                    vault.seal(purpose(id), bytes.get()));
        } catch (SqlFailure e) {
            throw e.isDuplicate() ? Refusal.conflict("key-exists", "that id was used before: choose another") : e;
        }
        told(caller, "signing-key.registered", id);
        return find(caller).orElseThrow();
    }

    /** No key is in use any more. */
    public void remove(Caller caller) {
        caller.requireSignedIn();
        end(caller).ifPresent(id -> told(caller, "signing-key.removed", id));
    }

    /**
     * The key that the signature was made with.
     *
     * @throws Refusal 403 {@code operator-signature} where it is not of the caller's key in use, which the audit hears of
     */
    public UUID verify(Caller caller, OperatorSignature signed, String signature) {
        var found = sql.one(
                "select id, sealed from operator_key where person_id = ? and ended_at is null",
                row -> Map.entry(row.uuid("id"), row.bytes("sealed")),
                caller.personId());
        return found.filter(each -> fits(each, signed, signature))
                .map(Map.Entry::getKey)
                .orElseThrow(() -> {
                    audit.recordRefusal(
                            caller,
                            Actor.of(caller),
                            "command.signature.refused",
                            "device",
                            signed.deviceId(),
                            Map.of("command", signed.id().toString(), "type", signed.type()));
                    return Refusal.of(
                            403,
                            "operator-signature",
                            found.isEmpty()
                                    ? "you have no signing key registered: make one on your account page"
                                    : "the signature does not fit this command and your signing key");
                });
    }

    private boolean fits(Map.Entry<UUID, byte[]> key, OperatorSignature signed, String signature) {
        var bytes = vault.unseal(purpose(key.getKey()), key.getValue());
        try {
            return signed.matches(signature, bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private Optional<UUID> end(Caller caller) {
        return sql
                .query(
                        "update operator_key set ended_at = now() where person_id = ? and ended_at is null returning id",
                        row -> row.uuid("id"),
                        caller.personId())
                .stream()
                .findFirst();
    }

    private void told(Caller caller, String action, UUID id) {
        personAudit.record(
                Actor.of(caller),
                caller.personId(),
                action,
                "person",
                caller.id().toString(),
                Map.of("key", id.toString()));
    }

    private static String purpose(UUID id) {
        return "operator-key:" + id;
    }
}
