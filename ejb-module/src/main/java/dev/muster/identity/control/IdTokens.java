package dev.muster.identity.control;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Checks ID tokens (OpenID Connect Core 3.1.3.7): signed by a key of the provider with an algorithm that needs its private
 * half, made by that issuer for this client alone or named as its {@code azp}, within its time, for this very sign-in.
 */
final class IdTokens {

    /** Signatures only: {@code none} proves nothing, and HS256 would take the public key, or a shared secret, for a proof. */
    static final Set<JWSAlgorithm> ACCEPTED = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    /** How far the provider's clock may be from ours. */
    private static final int SKEW_SEC = 60;

    private static final int LONGEST_SUBJECT = 255;

    private final IDTokenValidator validator;
    private final ClientID client;

    IdTokens(String issuer, ClientID client, Collection<JWSAlgorithm> offered, JWKSource<SecurityContext> keys) {
        this.client = client;
        var algorithms = new LinkedHashSet<>(ACCEPTED);
        if (offered != null && offered.stream().anyMatch(ACCEPTED::contains)) {
            algorithms.retainAll(offered);
        }
        validator = new IDTokenValidator(
                new Issuer(issuer), client, new JWSVerificationKeySelector<>(algorithms, keys), null);
        validator.setMaxClockSkew(SKEW_SEC);
    }

    /**
     * What the token says.
     *
     * @throws BadJOSEException saying what is wrong with it
     * @throws JOSEException where the provider's keys cannot be had
     */
    IDTokenClaimsSet check(JWT token, Nonce nonce) throws BadJOSEException, JOSEException {
        var claims = validator.validate(token, nonce);
        requireMadeForUs(claims);
        if (claims.getSubject().getValue().length() > LONGEST_SUBJECT) {
            throw new BadJOSEException("the subject is too long");
        }
        return claims;
    }

    /** The library looks at {@code azp} hardly at all: a token for many, or for another, says here for whom it was made. */
    private void requireMadeForUs(IDTokenClaimsSet claims) throws BadJOSEException {
        var party = claims.getAuthorizedParty();
        if (party == null ? claims.getAudience().size() > 1 : !party.getValue().equals(client.getValue())) {
            throw new BadJOSEException("its azp is not this client");
        }
    }
}
