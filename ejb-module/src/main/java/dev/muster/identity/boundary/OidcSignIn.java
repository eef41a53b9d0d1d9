package dev.muster.identity.boundary;

import dev.muster.identity.control.OidcHandshake;
import dev.muster.identity.control.OidcProvider;
import dev.muster.identity.control.OidcSettings;
import dev.muster.identity.control.ProviderCalls;
import dev.muster.identity.entity.Factor;
import dev.muster.identity.entity.FirstStep;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.OidcIdentity;
import dev.muster.identity.entity.OidcProof;
import dev.muster.platform.Count;
import dev.muster.platform.Meters;
import dev.muster.platform.Network;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scope;
import dev.muster.platform.Vault;
import dev.muster.protocol.Text;
import dev.muster.protocol.crypto.Base64Url;
import dev.muster.protocol.crypto.ContentDigest;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Signing in at the OpenID provider: the authorization code flow with PKCE. The provider is asked outside any transaction.
 * Its answer counts once, in the browser that began, and for ten minutes.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class OidcSignIn {

    private static final Logger LOG = Logger.getLogger(OidcSignIn.class.getName());

    @Inject
    private OidcSettings settings;

    @Inject
    private OidcProvider provider;

    @Inject
    private ProviderCalls calls;

    @Inject
    private OidcPeople people;

    @Inject
    private SecondFactor secondFactor;

    @Inject
    private RefusedSignIns refused;

    @Inject
    private Vault vault;

    @Inject
    private Meters meters;

    /** Where the browser goes, and what it keeps meanwhile. */
    public record Begun(URI provider, String handshake) {}

    /** What the browser brings back; {@code handshake} is what it kept, all others are what the provider said. */
    public record Answer(String handshake, String state, String code, String issuer, String error) {
        @Override
        public String toString() {
            return "Answer[]";
        }
    }

    /** A session, or a code still to come; {@code to} is the page that was asked for. */
    public record Entered(SignIn.Entered entered, String to) {}

    public boolean isOn() {
        return settings.isOn();
    }

    /** What people call the provider. */
    public String label() {
        return settings.label();
    }

    /** Whether passwords are for the platform operator only. */
    public boolean isOnlyWay() {
        return settings.isOnlyWay();
    }

    /** Where sign-ins have to begin, so that the provider's answer finds the browser's cookie; null where nobody said. */
    public String publicUrl() {
        try {
            var callback = settings.client().redirect().toString();
            return callback.substring(0, callback.length() - OidcSettings.CALLBACK.length());
        } catch (IllegalStateException e) {
            return null;
        }
    }

    /**
     * @param to the page that was asked for; null for none
     * @param address of the browser
     * @param invitation the token of an invitation that the sign-in accepts; null for none
     * @throws Refusal 404 where there is no provider; 503 {@code oidc-provider}, {@code oidc-settings}, {@code busy}
     */
    public Begun begin(String to, String address, String invitation) {
        requireOn();
        var hash = Optional.ofNullable(invitation)
                .flatMap(Base64Url::decode)
                .map(ContentDigest::sha256)
                .map(HexFormat.of()::formatHex)
                .orElse(null);
        var handshake = OidcHandshake.begin(to, hash);
        return new Begun(calls.among(address, () -> provider.authorization(handshake)), handshake.seal(vault));
    }

    /**
     * Takes the provider's answer.
     *
     * @param from which browser asks; the e-mail address and password in it count for nothing
     * @throws Refusal 400 {@code oidc-state}; 403 {@code oidc-cancelled} and those of {@link OidcPeople#who}; 502 {@code
     *     oidc-answer}; 503 as {@link #begin}
     */
    public Entered complete(Answer answer, LoginAttempt from) {
        requireOn();
        try {
            var handshake = handshake(answer);
            var identity = calls.among(from.address(), () -> identity(answer, handshake));
            var attempt = new LoginAttempt(
                    identity.email(), null, from.kind(), from.address(), from.userAgent(), from.requestId());
            return new Entered(enter(new OidcProof(identity, handshake.invitation()), attempt), handshake.to());
        } catch (Refusal refusal) {
            meters.add(Count.SIGN_INS, 1, "refused");
            throw refusal;
        }
    }

    private OidcHandshake handshake(Answer answer) {
        var handshake = Optional.ofNullable(answer.handshake())
                .flatMap(kept -> OidcHandshake.open(vault, kept))
                .filter(found -> found.isAnsweredBy(answer.state()))
                .orElseThrow(OidcSignIn::notBegun);
        if (!people.take(ContentDigest.sha256(handshake.state().getBytes(StandardCharsets.US_ASCII)))) {
            throw notBegun();
        }
        return handshake;
    }

    private OidcIdentity identity(Answer answer, OidcHandshake handshake) {
        if (!provider.isIssuer(answer.issuer())) {
            LOG.warning("an answer came from another issuer than the one that was asked");
            throw Refusal.of(502, "oidc-answer", "the answer is from another provider");
        }
        if ("access_denied".equals(answer.error())) {
            throw Refusal.of(403, "oidc-cancelled", "the provider says that it was cancelled");
        }
        if (answer.error() != null || answer.code() == null || answer.code().isBlank()) {
            LOG.log(
                    Level.WARNING,
                    "the OpenID provider refused a sign-in: {0}",
                    Text.clean(String.valueOf(answer.error()), 100).replace('\n', ' '));
            throw Refusal.of(502, "oidc-answer", "the provider refused");
        }
        return provider.identity(answer.code(), handshake);
    }

    private SignIn.Entered enter(OidcProof proof, LoginAttempt attempt) {
        try {
            var person = people.who(proof);
            if (!settings.isSecondFactor() && secondFactor.isOn(Scope.ofPerson(person.id()))) {
                meters.add(Count.SIGN_INS, 1, "halfway");
                return new SignIn.Entered(null, new FirstStep(person.id(), person.email(), null, proof, Instant.now()));
            }
            var grant = people.enter(person.id(), proof, attempt, Factor.NONE);
            meters.add(Count.SIGN_INS, 1, "opened");
            return new SignIn.Entered(grant, null);
        } catch (Refusal refusal) {
            tell(proof.identity(), attempt, refusal.code());
            throw refusal;
        }
    }

    /** The audit hears of everybody whom the provider knows and we do not let in. */
    private void tell(OidcIdentity identity, LoginAttempt attempt, String why) {
        var person = people.guess(identity);
        refused.hearOf(
                person.map(known -> "oidc:person:" + known.id())
                        .orElse("oidc:address:" + Network.of(attempt.address())),
                person.map(OidcPeople.Known::id).orElse(null),
                person.map(OidcPeople.Known::publicId).orElse(null),
                attempt,
                Map.of("by", "oidc", "issuer", identity.issuer(), "subject", identity.subject(), "wrong", why));
    }

    private void requireOn() {
        if (!settings.isOn()) {
            throw Refusal.notFound("provider");
        }
    }

    private static Refusal notBegun() {
        return Refusal.of(400, "oidc-state", "this sign-in was begun elsewhere, took too long or was used already");
    }
}
