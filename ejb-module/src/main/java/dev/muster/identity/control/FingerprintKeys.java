package dev.muster.identity.control;

import dev.muster.identity.entity.KnownKek;
import dev.muster.platform.Ids;
import dev.muster.platform.Sql;
import dev.muster.platform.Vault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** The key of what is only compared: sealed in the database, so that a rotation of the KEK leaves it as it is. */
@ApplicationScoped
public class FingerprintKeys {

    private static final String PURPOSE = "fingerprint-key";

    @Inject
    private Sql sql;

    @Inject
    private Vault vault;

    @Inject
    private KekRows keks;

    /** Makes it at the first start. */
    public byte[] open() {
        return sql.one("select sealed from fingerprint_key", row -> row.bytes("sealed"))
                .map(value -> vault.unseal(PURPOSE, value))
                .orElseGet(this::make);
    }

    /** Where there are fingerprints of earlier days, the key they were made with. */
    private byte[] make() {
        var key = keks.all().stream()
                .filter(KnownKek::version1)
                .findFirst()
                .flatMap(first -> vault.kek(first.id()))
                .map(vault::firstFingerprintKey)
                .orElseGet(Ids::secret);
        sql.update("insert into fingerprint_key (sealed) values (?)", vault.seal(PURPOSE, key));
        return key;
    }
}
