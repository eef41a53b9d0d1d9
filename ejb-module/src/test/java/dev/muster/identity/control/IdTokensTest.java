package dev.muster.identity.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ID tokens signed here, as a provider would and as an attacker would. */
class IdTokensTest {

    private static final String ISSUER = "https://login.example/realms/factory";
    private static final String CLIENT = "muster";
    private static final Nonce NONCE = new Nonce("a nonce of this sign-in");

    private static RSAKey rsa;
    private static ECKey ec;
    private static RSAKey stranger;

    @BeforeAll
    static void keys() throws JOSEException {
        rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
        ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        stranger = new RSAKeyGenerator(2048).keyID("rsa").generate();
    }

    @Test
    void a_token_of_the_provider_for_this_client_and_sign_in_holds() throws Exception {
        var claims = check(sign(rsa, JWSAlgorithm.RS256, whole().build()));
        assertThat(claims.getSubject().getValue()).isEqualTo("user-1");
        assertThat(check(sign(ec, JWSAlgorithm.ES256, whole().build()))
                        .getSubject()
                        .getValue())
                .isEqualTo("user-1");
    }

    @Test
    void another_issuer_is_refused() {
        refuses(claims -> claims.issuer("https://evil.example"), "issuer");
    }

    @Test
    void a_token_for_another_client_is_refused() {
        refuses(claims -> claims.audience("another"), "audience");
    }

    @Test
    void a_token_for_many_is_refused_unless_it_was_made_for_this_client() throws Exception {
        refuses(claims -> claims.audience(List.of(CLIENT, "another")), "azp");
        refuses(claims -> claims.audience(List.of(CLIENT, "another")).claim("azp", "another"), "azp");
        refuses(claims -> claims.claim("azp", "another"), "azp");
        var made = whole().audience(List.of(CLIENT, "another")).claim("azp", CLIENT);
        assertThat(check(sign(rsa, JWSAlgorithm.RS256, made.build()))).isNotNull();
    }

    @Test
    void another_nonce_and_none_are_refused() {
        refuses(claims -> claims.claim("nonce", "of another sign-in"), "nonce");
        refuses(claims -> claims.claim("nonce", null), "nonce");
    }

    @Test
    void a_token_out_of_its_time_is_refused_and_a_clock_may_be_a_minute_off() throws Exception {
        refuses(claims -> claims.expirationTime(in(-61)), "Expired");
        refuses(claims -> claims.expirationTime(null), "exp");
        refuses(claims -> claims.issueTime(in(90)), "ahead");
        refuses(claims -> claims.issueTime(null), "iat");
        var near = whole().expirationTime(in(-50)).issueTime(in(50));
        assertThat(check(sign(rsa, JWSAlgorithm.RS256, near.build()))).isNotNull();
    }

    @Test
    void a_token_without_a_subject_and_one_with_a_book_for_it_are_refused() {
        refuses(claims -> claims.subject(null), "sub");
        refuses(claims -> claims.subject("x".repeat(256)), "subject");
    }

    @Test
    void another_key_of_the_same_name_is_refused() throws Exception {
        var token = sign(stranger, JWSAlgorithm.RS256, whole().build());
        assertThatThrownBy(() -> check(token)).isInstanceOf(BadJOSEException.class);
    }

    @Test
    void a_changed_token_is_refused() throws Exception {
        var parts = sign(rsa, JWSAlgorithm.RS256, whole().build()).serialize().split("\\.");
        var other = sign(rsa, JWSAlgorithm.RS256, whole().subject("user-2").build())
                .serialize()
                .split("\\.");
        var spliced = SignedJWT.parse(parts[0] + "." + other[1] + "." + parts[2]);
        assertThatThrownBy(() -> check(spliced)).isInstanceOf(BadJOSEException.class);
    }

    @Test
    void a_token_without_a_signature_is_refused() {
        assertThatThrownBy(() -> check(new PlainJWT(whole().build()))).isInstanceOf(BadJOSEException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void the_public_key_is_no_shared_secret(String name) throws Exception {
        var algorithm = JWSAlgorithm.parse(name);
        var publicKey = rsa.toRSAPublicKey().getEncoded();
        var token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID("rsa").build(), whole().build());
        token.sign(new MACSigner(publicKey));
        assertThatThrownBy(() -> check(token)).isInstanceOf(BadJOSEException.class);
        assertThatThrownBy(() -> tokens(Set.of(algorithm)).check(token, NONCE))
                .as("also where the provider offers nothing else")
                .isInstanceOf(BadJOSEException.class);
    }

    @Test
    void a_key_that_the_token_brings_itself_counts_for_nothing() throws Exception {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .jwk(stranger.toPublicJWK())
                .keyID("rsa")
                .build();
        var token = new SignedJWT(header, whole().build());
        token.sign(new RSASSASigner(stranger));
        assertThatThrownBy(() -> check(token)).isInstanceOf(BadJOSEException.class);
    }

    private static void refuses(UnaryOperator<JWTClaimsSet.Builder> change, String why) {
        assertThatThrownBy(() -> check(
                        sign(rsa, JWSAlgorithm.RS256, change.apply(whole()).build())))
                .isInstanceOf(BadJOSEException.class)
                .hasMessageContaining(why);
    }

    private static com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet check(JWT token) throws Exception {
        return tokens(null).check(token, NONCE);
    }

    private static IdTokens tokens(Set<JWSAlgorithm> offered) {
        var keys = new JWKSet(List.of(rsa.toPublicJWK(), ec.toPublicJWK()));
        return new IdTokens(ISSUER, new ClientID(CLIENT), offered, new ImmutableJWKSet<>(keys));
    }

    private static JWTClaimsSet.Builder whole() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject("user-1")
                .audience(CLIENT)
                .issueTime(in(0))
                .expirationTime(in(300))
                .claim("nonce", NONCE.getValue());
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private static SignedJWT sign(com.nimbusds.jose.jwk.JWK key, JWSAlgorithm algorithm, JWTClaimsSet claims)
            throws JOSEException {
        var token = new SignedJWT(
                new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims);
        JWSSigner signer = key instanceof RSAKey own ? new RSASSASigner(own) : new ECDSASigner((ECKey) key);
        token.sign(signer);
        return token;
    }
}
