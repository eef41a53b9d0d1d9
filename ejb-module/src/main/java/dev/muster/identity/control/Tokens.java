package dev.muster.identity.control;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;

/**
 * Makes and checks the JWTs of section 2: ES256 and nothing else, key by {@code kid} from our own set, issuer
 * {@code muster}, one scope. Any other algorithm, header trick, or form is just no token.
 */
public final class Tokens {

    public static final String ISSUER = "muster";
    public static final String USER = "user";
    public static final String DEVICE = "device";

    private static final int MAX_LENGTH = 4_096;

    private Tokens() {}

    public static String sign(ECKey key, JWTClaimsSet claims) {
        try {
            var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .keyID(key.getKeyID())
                    .type(JOSEObjectType.JWT)
                    .build();
            var token = new SignedJWT(header, claims);
            token.sign(new ECDSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign a token", e);
        }
    }

    /** The claims, where the token is ours, of that scope, and within its time. */
    public static Optional<JWTClaimsSet> verify(String text, Map<String, ECKey> keys, String scope, Instant now) {
        if (text == null || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            var token = SignedJWT.parse(text);
            var header = token.getHeader();
            var key = header.getKeyID() == null ? null : keys.get(header.getKeyID());
            if (key == null
                    || !JWSAlgorithm.ES256.equals(header.getAlgorithm())
                    || header.getCriticalParams() != null
                    || !token.verify(new ECDSAVerifier(key))) {
                return Optional.empty();
            }
            var claims = token.getJWTClaimsSet();
            return inTime(claims, now)
                            && ISSUER.equals(claims.getIssuer())
                            && scope.equals(claims.getStringClaim("scope"))
                            && claims.getSubject() != null
                    ? Optional.of(claims)
                    : Optional.empty();
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean inTime(JWTClaimsSet claims, Instant now) {
        var at = Date.from(now);
        return claims.getExpirationTime() != null
                && claims.getExpirationTime().after(at)
                && (claims.getNotBeforeTime() == null
                        || !claims.getNotBeforeTime().after(at));
    }
}
