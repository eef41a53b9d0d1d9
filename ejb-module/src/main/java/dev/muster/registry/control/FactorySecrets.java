package dev.muster.registry.control;

import dev.muster.platform.Scope;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import dev.muster.platform.Vault;
import dev.muster.protocol.crypto.Hkdf;
import dev.muster.registry.entity.Claim;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.DoorRecord;
import dev.muster.registry.entity.FactoryKeyId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What a device may sign with while it uses the secret derived from a factory key. */
@ApplicationScoped
public class FactorySecrets {

    /** Keys that still register devices. */
    private static final String USABLE =
            "revoked_at is null and (expires_at is null or expires_at > now()) and (max_uses is null or uses < max_uses)";

    @Inject
    private Sql sql;

    @Inject
    private Vault vault;

    @Inject
    private Credentials credentials;

    @Inject
    private TransactionScope transaction;

    /** What the vault seals a factory key for. */
    public static String purpose(UUID kid) {
        return "factory-key:" + kid;
    }

    /**
     * A device that came with this key has secrets of its own. One that nobody knows is a newcomer, one that came
     * otherwise a conflict; which of them it is says nothing before the signature held.
     */
    public List<Claim> claims(FactoryKeyId told) {
        transaction.become(Scope.ofDevice(told.deviceId()));
        var known = sql.one("""
                select k.factory_key from device d join device_credential k on k.device = d.id
                where d.device_id = ?""", row -> Optional.ofNullable(row.uuid("factory_key")), told.deviceId());
        if (known.isPresent() && known.get().equals(Optional.of(told.kid()))) {
            return credentials.claims(told.deviceId());
        }
        var kind = known.isPresent() ? Claim.Kind.CONFLICT : Claim.Kind.NEWCOMER;
        transaction.become(Scope.ofEnrollmentKey(told.kid().toString()));
        var secret = sql.one(
                "select key_sealed from factory_key where id = ? and " + USABLE,
                row -> Hkdf.deviceSecret(vault.unseal(purpose(told.kid()), row.bytes("key_sealed")), told.deviceId()),
                told.kid());
        return secret.stream()
                .map(derived -> new Claim(
                        kind, new DoorRecord(0, told.deviceId(), null, DeviceState.UNCLAIMED, 1, derived), told.kid()))
                .toList();
    }

    /** A key that has registered a device: whose it is, and the model of its batch, empty for none. */
    public record Used(long orgId, String model) {}

    /** Counts a device of the key; empty where it registers none any more. */
    public Optional<Used> use(UUID kid) {
        transaction.become(Scope.ofEnrollmentKey(kid.toString()));
        return sql
                .query(
                        "update factory_key set uses = uses + 1 where id = ? and " + USABLE
                                + " returning org_id, coalesce(model, '') as model",
                        row -> new Used(row.number("org_id"), row.text("model")),
                        kid)
                .stream()
                .findFirst();
    }
}
