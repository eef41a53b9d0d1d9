package dev.muster.identity.control;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.ClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.muster.identity.entity.OidcIdentity;
import dev.muster.platform.Refusal;
import dev.muster.protocol.Text;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The provider as it describes itself (OpenID Connect Discovery), asked when somebody first needs it and again each hour;
 * its keys as they change. What failed is not tried again for a moment: whoever waits must not add up.
 */
@ApplicationScoped
public class OidcProvider {

    private static final Logger LOG = Logger.getLogger(OidcProvider.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long DESCRIBED_FOR_NANOS = Duration.ofHours(1).toNanos();
    private static final long FAILED_FOR_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long KEYS_FOR_MILLIS = Duration.ofMinutes(5).toMillis();

    @Inject
    private OidcSettings settings;

    private final ProviderHttp http = new ProviderHttp(PATIENCE);
    private volatile Known known;
    private Refusal failure;
    private long failedAt;

    public OidcProvider() {}

    OidcProvider(OidcSettings settings) {
        this.settings = settings;
    }

    private record Known(ProviderEndpoints is, IdTokens tokens, long at) {
        boolean isFresh() {
            return System.nanoTime() - at < DESCRIBED_FOR_NANOS;
        }
    }

    /**
     * Where the browser is sent to.
     *
     * @throws Refusal 503 {@code oidc-provider} or {@code oidc-settings}
     */
    public URI authorization(OidcHandshake handshake) {
        var is = known().is();
        return new AuthenticationRequest.Builder(
                        ResponseType.CODE,
                        Scope.parse(settings.scopes()),
                        is.client().id(),
                        is.client().redirect())
                .endpointURI(is.provider().getAuthorizationEndpointURI())
                .state(new State(handshake.state()))
                .nonce(new Nonce(handshake.nonce()))
                .codeChallenge(new CodeVerifier(handshake.verifier()), CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    /**
     * Whether the answer's {@code iss} is that of the provider (RFC 9207); one that promises to send it has to.
     *
     * @throws Refusal as {@link #authorization}
     */
    public boolean isIssuer(String given) {
        var provider = known().is().provider();
        return given == null
                ? !provider.supportsAuthorizationResponseIssuerParam()
                : given.equals(provider.getIssuer().getValue());
    }

    /**
     * Whom the code stands for.
     *
     * @throws Refusal 502 {@code oidc-answer} where the provider's answer does not hold, or as {@link #authorization}
     */
    public OidcIdentity identity(String code, OidcHandshake handshake) {
        var now = known();
        try {
            var tokens = now.is().exchange(code, handshake.verifier());
            var claims = now.tokens().check(tokens.idToken(), new Nonce(handshake.nonce()));
            var from = claims.getStringClaim("email") == null ? now.is().about(claims, tokens.access()) : claims;
            return identity(claims, from);
        } catch (BadJOSEException | ParseException e) {
            LOG.log(Level.WARNING, "the OpenID provider''s answer does not hold: {0}", told(e));
            throw Refusal.of(502, "oidc-answer", "what the provider answered does not hold");
        } catch (JOSEException | IOException e) {
            throw away(e);
        }
    }

    private OidcIdentity identity(IDTokenClaimsSet token, ClaimsSet from) {
        var email = Optional.ofNullable(from.getStringClaim("email"))
                .map(String::strip)
                // in small letters some others become ASCII, and so somebody else's
                .filter(text -> text.length() <= 254 && text.matches("[!-?A-~]+@[!-?A-~]+"))
                .map(text -> text.toLowerCase(Locale.ROOT))
                .orElse(null);
        // some say it as text
        var verified =
                Boolean.TRUE.equals(from.getClaim("email_verified")) || "true".equals(from.getClaim("email_verified"));
        var name = from.getStringClaim("name");
        return new OidcIdentity(
                token.getIssuer().getValue(),
                token.getSubject().getValue(),
                email,
                email != null && verified,
                name == null || name.isBlank() ? null : Text.clean(name.strip(), 200));
    }

    private Known known() {
        var now = known;
        return now != null && now.isFresh() ? now : describe();
    }

    private synchronized Known describe() {
        if (known != null && known.isFresh()) {
            return known;
        }
        if (failure != null && System.nanoTime() - failedAt < FAILED_FOR_NANOS) {
            throw failure;
        }
        try {
            var client = settings.client();
            var metadata = metadata(client);
            var keys = JWKSourceBuilder.<SecurityContext>create(
                            metadata.getJWKSetURI().toURL(), http)
                    .cache(KEYS_FOR_MILLIS, PATIENCE.toMillis())
                    .refreshAheadCache(false) // it has threads of its own
                    .retrying(true)
                    .build();
            var tokens = new IdTokens(client.issuer(), client.id(), metadata.getIDTokenJWSAlgs(), keys);
            known = new Known(new ProviderEndpoints(metadata, client, http), tokens, System.nanoTime());
            failure = null;
            return known;
        } catch (IllegalStateException | ParseException e) {
            LOG.log(Level.SEVERE, "nobody can sign in by OpenID Connect: {0}", told(e));
            throw remember(Refusal.unavailable(
                    "oidc-settings",
                    "signing in by OpenID Connect is not set up rightly; the server's log says why",
                    60));
        } catch (IOException e) {
            throw remember(away(e));
        }
    }

    private OIDCProviderMetadata metadata(OidcSettings.Client client) throws IOException, ParseException {
        var text = http.get(URI.create(client.issuer().replaceAll("/+$", "") + "/.well-known/openid-configuration"));
        var metadata = OIDCProviderMetadata.parse(text);
        if (!metadata.getIssuer().getValue().equals(client.issuer())) {
            throw new ParseException("the provider calls itself "
                    + Text.clean(metadata.getIssuer().getValue(), 300) + ", MUSTER_OIDC_ISSUER says "
                    + client.issuer());
        }
        for (var endpoint : List.of("authorization", "token", "jwks")) {
            var address = switch (endpoint) {
                case "authorization" -> metadata.getAuthorizationEndpointURI();
                case "token" -> metadata.getTokenEndpointURI();
                default -> metadata.getJWKSetURI();
            };
            if (address == null || !OidcSettings.isProtected(address)) {
                throw new ParseException("the provider's " + endpoint + " endpoint is no https:// address");
            }
        }
        return metadata;
    }

    private Refusal remember(Refusal refusal) {
        failure = refusal;
        failedAt = System.nanoTime();
        return refusal;
    }

    /** One line for the log, whatever the provider wrote into it. */
    private static String told(Exception why) {
        return Text.clean(String.valueOf(why.getMessage()), 300).replace('\n', ' ');
    }

    private static Refusal away(Exception why) {
        LOG.log(Level.WARNING, "the OpenID provider does not answer: {0}", told(why));
        return Refusal.unavailable("oidc-provider", "the provider does not answer; try again", 10);
    }
}
