package dev.muster.identity.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.muster.protocol.crypto.Base64Url;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Attacks of T-R03: whatever is not exactly our token is no token. */
class TokensTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private static ECKey key;
    private static Map<String, ECKey> keys;

    @BeforeAll
    static void keys() throws Exception {
        key = new ECKeyGenerator(Curve.P_256).keyID("key-1").generate();
        keys = Map.of("key-1", key);
    }

    @Test
    void our_own_token_is_taken() {
        var claims = verify(Tokens.sign(key, claims().build()));
        assertThat(claims)
                .hasValueSatisfying(found -> assertThat(found.getSubject()).isEqualTo("somebody"));
    }

    @Test
    void T_R03_a_token_without_a_signature_is_refused() {
        assertThat(verify(new PlainJWT(claims().build()).serialize())).isEmpty();
        var signed = Tokens.sign(key, claims().build()).split("\\.");
        var none = Base64Url.encode("{\"alg\":\"none\",\"kid\":\"key-1\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(verify(none + "." + signed[1] + ".")).isEmpty();
        assertThat(verify(none + "." + signed[1] + "." + signed[2])).isEmpty();
        assertThat(verify(signed[0] + "." + signed[1] + ".")).isEmpty();
    }

    @Test
    void T_R03_the_public_key_as_an_hmac_secret_is_refused() throws Exception {
        var publicKey = key.toECPublicKey().getEncoded();
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("key-1").build(), claims().build());
        token.sign(new MACSigner(publicKey));
        assertThat(verify(token.serialize())).isEmpty();
    }

    @Test
    void T_R03_an_rsa_signature_under_our_key_id_is_refused() throws Exception {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("key-1").build(), claims().build());
        token.sign(new RSASSASigner(new RSAKeyGenerator(2_048).generate()));
        assertThat(verify(token.serialize())).isEmpty();
    }

    @Test
    void T_R03_another_curve_is_refused() throws Exception {
        var other = new ECKeyGenerator(Curve.P_384).keyID("key-1").generate();
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES384).keyID("key-1").build(), claims().build());
        token.sign(new ECDSASigner(other));
        assertThat(verify(token.serialize())).isEmpty();
    }

    @Test
    void T_R03_a_key_that_is_not_ours_is_refused_under_any_name() throws Exception {
        var foreign = new ECKeyGenerator(Curve.P_256).keyID("key-1").generate();
        assertThat(verify(Tokens.sign(foreign, claims().build()))).isEmpty();
        var unknown = new ECKeyGenerator(Curve.P_256).keyID("key-2").generate();
        assertThat(verify(Tokens.sign(unknown, claims().build()))).isEmpty();
        var path = new ECKey.Builder(key).keyID("../../etc/passwd' or '1'='1").build();
        assertThat(verify(Tokens.sign(path, claims().build()))).isEmpty();
    }

    @Test
    void T_R03_a_key_that_the_token_brings_atooLongis_not_used() throws Exception {
        var own = new ECKeyGenerator(Curve.P_256).keyID("key-1").generate();
        assertThat(verify(signed(own, header -> header.jwk(own.toPublicJWK())))).isEmpty();
        assertThat(verify(signed(own, header -> header.jwkURL(URI.create("https://evil.example/keys")))))
                .isEmpty();
        assertThat(verify(signed(own, header -> header.x509CertURL(URI.create("https://evil.example/cert")))))
                .isEmpty();
    }

    @Test
    void T_R03_a_token_without_a_key_id_is_refused() throws Exception {
        assertThat(verify(signed(key, header -> header.keyID(null)))).isEmpty();
    }

    @Test
    void T_R03_a_critical_header_we_do_not_know_is_refused() throws Exception {
        assertThat(verify(signed(
                        key, header -> header.criticalParams(Set.of("x-new")).customParam("x-new", true))))
                .isEmpty();
    }

    @Test
    void T_R03_an_expired_token_is_refused_and_so_is_one_that_never_expires() {
        assertThat(verify(
                        Tokens.sign(key, claims().expirationTime(Date.from(NOW)).build())))
                .isEmpty();
        assertThat(verify(Tokens.sign(
                        key,
                        claims().expirationTime(Date.from(NOW.minusSeconds(1))).build())))
                .isEmpty();
        assertThat(verify(Tokens.sign(key, claims().expirationTime(null).build())))
                .isEmpty();
    }

    @Test
    void T_R03_a_token_from_the_future_is_refused() {
        var later = Date.from(NOW.plus(Duration.ofMinutes(10)));
        assertThat(verify(Tokens.sign(key, claims().notBeforeTime(later).build())))
                .isEmpty();
    }

    @Test
    void T_R03_a_device_token_opens_nothing_for_people_and_the_other_way_round() {
        var device = Tokens.sign(key, claims().claim("scope", Tokens.DEVICE).build());
        assertThat(Tokens.verify(device, keys, Tokens.USER, NOW)).isEmpty();
        assertThat(Tokens.verify(device, keys, Tokens.DEVICE, NOW)).isPresent();
        var user = Tokens.sign(key, claims().build());
        assertThat(Tokens.verify(user, keys, Tokens.DEVICE, NOW)).isEmpty();
        assertThat(verify(Tokens.sign(key, claims().claim("scope", null).build())))
                .isEmpty();
        assertThat(verify(Tokens.sign(key, claims().claim("scope", 5).build()))).isEmpty();
    }

    @Test
    void T_R03_another_issuer_and_a_missing_subject_are_refused() {
        assertThat(verify(Tokens.sign(key, claims().issuer("somebody else").build())))
                .isEmpty();
        assertThat(verify(Tokens.sign(key, claims().issuer(null).build()))).isEmpty();
        assertThat(verify(Tokens.sign(key, claims().subject(null).build()))).isEmpty();
    }

    @Test
    void T_R03_a_tampered_token_is_refused() {
        var parts = Tokens.sign(key, claims().build()).split("\\.");
        var other = Tokens.sign(key, claims().subject("somebody else").build()).split("\\.");
        assertThat(verify(parts[0] + "." + other[1] + "." + parts[2])).isEmpty();
        var signature = Base64Url.decode(parts[2]).orElseThrow();
        for (var i = 0; i < signature.length; i++) {
            signature[i] ^= 1;
            assertThat(verify(parts[0] + "." + parts[1] + "." + Base64Url.encode(signature)))
                    .as("byte %d", i)
                    .isEmpty();
            signature[i] ^= 1;
        }
        assertThat(verify(parts[0] + "." + parts[1] + "." + Base64Url.encode(new byte[64])))
                .as("CVE-2022-21449: r = s = 0")
                .isEmpty();
    }

    @Test
    void T_R03_nonsense_is_no_token() {
        assertThat(verify(null)).isEmpty();
        for (var nonsense : new String[] {"", ".", "..", "a.b.c", "é.é.é", "eyJ.eyJ.eyJ", "[".repeat(4_000)}) {
            assertThat(verify(nonsense)).as(nonsense).isEmpty();
        }
        var deep = Base64Url.encode("{\"a\":".repeat(1_000).getBytes(StandardCharsets.UTF_8));
        assertThat(verify(deep.substring(0, 4_000) + ".e30.e30")).isEmpty();
    }

    @Test
    void a_token_longer_than_any_of_ours_is_not_even_parsed() {
        var tooLong = Tokens.sign(key, claims().claim("pad", "x".repeat(5_000)).build());
        assertThat(verify(tooLong)).isEmpty();
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(Tokens.ISSUER)
                .subject("somebody")
                .claim("scope", Tokens.USER)
                .issueTime(Date.from(NOW))
                .expirationTime(Date.from(NOW.plus(Duration.ofMinutes(5))));
    }

    private static java.util.Optional<JWTClaimsSet> verify(String token) {
        return Tokens.verify(token, keys, Tokens.USER, NOW);
    }

    private static String signed(ECKey by, UnaryOperator<JWSHeader.Builder> header) throws Exception {
        var built = header.apply(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("key-1").type(JOSEObjectType.JWT));
        var token = new SignedJWT(built.build(), claims().build());
        token.sign(new ECDSASigner(by));
        return token.serialize();
    }
}
