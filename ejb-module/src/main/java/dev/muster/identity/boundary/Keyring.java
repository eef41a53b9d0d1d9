package dev.muster.identity.boundary;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.muster.identity.control.FingerprintKeys;
import dev.muster.identity.control.Tokens;
import dev.muster.platform.Ids;
import dev.muster.platform.Sql;
import dev.muster.platform.Vault;
import dev.muster.protocol.crypto.Hmac;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The installation's own keys, made at the first start and kept sealed: ES256 for JWTs, and one for fingerprints. */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class Keyring {

    @Inject
    private Sql sql;

    @Inject
    private Vault vault;

    @Inject
    private FingerprintKeys fingerprints;

    @Inject
    @ConfigProperty(name = "muster.device.token.life")
    private java.time.Period deviceTokenLife;

    private volatile Map<String, ECKey> keys = Map.of();
    private volatile ECKey current;
    private volatile byte[] fingerprintKey;

    /** Opens the stored keys, making the first one; part of the first start's transaction. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void open() {
        var stored = stored();
        if (stored.isEmpty()) {
            make();
            stored = stored();
        }
        var byId = new LinkedHashMap<String, ECKey>();
        stored.forEach(key -> byId.put(key.getKeyID(), key));
        keys = Map.copyOf(byId);
        current = stored.get(0);
        fingerprintKey = fingerprints.open();
    }

    /** Of what is only compared: whoever has the database alone cannot try guesses against it. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public byte[] fingerprint(byte[] value) {
        return Hmac.sha256(fingerprintKey, value);
    }

    /** The public keys as served at {@code /.well-known/jwks.json}. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public String publicKeys() {
        return new JWKSet(List.copyOf(keys.values())).toString(true);
    }

    /** A user JWT for that session. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public String userToken(UUID personId, UUID sessionId, String org, String role, Instant expiresAt) {
        return Tokens.sign(
                current,
                claims(personId.toString(), Tokens.USER, expiresAt)
                        .claim("groups", role == null ? List.of() : List.of(role))
                        .claim("org", org)
                        .claim("role", role)
                        .claim("sid", sessionId.toString())
                        .build());
    }

    /** A device JWT of that credential version; expires as {@code muster.device.token.life} says. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public String deviceToken(String deviceId, int credentialVersion, Instant expiresAt) {
        return Tokens.sign(
                current,
                claims(deviceId, Tokens.DEVICE, expiresAt)
                        .claim("ver", credentialVersion)
                        .build());
    }

    public Instant deviceTokenExpiry(Instant now) {
        return now.atZone(java.time.ZoneOffset.UTC).plus(deviceTokenLife).toInstant();
    }

    /** Claims of a valid user JWT. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Optional<UUID> sessionOfUserToken(String token) {
        return Tokens.verify(token, keys, Tokens.USER, Instant.now()).flatMap(claims -> uuid(claims, "sid"));
    }

    /** Device id and credential version of a valid device JWT. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Optional<DeviceClaims> deviceOfToken(String token) {
        return Tokens.verify(token, keys, Tokens.DEVICE, Instant.now())
                .map(claims -> new DeviceClaims(claims.getSubject(), version(claims)));
    }

    /** What a device JWT says. */
    public record DeviceClaims(String deviceId, int version) {}

    private static JWTClaimsSet.Builder claims(String subject, String scope, Instant expiresAt) {
        return new JWTClaimsSet.Builder()
                .issuer(Tokens.ISSUER)
                .subject(subject)
                .claim("scope", scope)
                .jwtID(Ids.next().toString())
                .issueTime(new Date())
                .expirationTime(Date.from(expiresAt));
    }

    private static int version(JWTClaimsSet claims) {
        return claims.getClaim("ver") instanceof Number number ? number.intValue() : -1;
    }

    private static Optional<UUID> uuid(JWTClaimsSet claims, String name) {
        try {
            return Optional.of(UUID.fromString(claims.getStringClaim(name)));
        } catch (ParseException | IllegalArgumentException | NullPointerException e) {
            return Optional.empty();
        }
    }

    private List<ECKey> stored() {
        return sql.query(
                "select kid, private_sealed from signing_key where retired_at is null order by created_at desc",
                row -> parse(vault.unseal(purpose(row.text("kid")), row.bytes("private_sealed"))));
    }

    private void make() {
        try {
            var key = new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyID(Ids.next().toString())
                    .generate();
            sql.update(
                    "insert into signing_key (kid, public_jwk, private_sealed) values (?, ?::jsonb, ?)",
                    key.getKeyID(),
                    key.toPublicJWK().toJSONString(),
                    vault.seal(purpose(key.getKeyID()), key.toJSONString().getBytes(StandardCharsets.UTF_8)));
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot make a P-256 key", e);
        }
    }

    private static String purpose(String kid) {
        return "signing-key:" + kid;
    }

    private static ECKey parse(byte[] jwk) {
        try {
            return ECKey.parse(new String(jwk, StandardCharsets.UTF_8));
        } catch (ParseException e) {
            throw new IllegalStateException("a stored signing key does not parse", e);
        }
    }
}
