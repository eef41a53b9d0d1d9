package dev.muster.identity.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.Refusal;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of a provider, and which answers are not taken. */
class OidcProviderTest {

    private static final String HERE = "https://muster.example";

    private final OidcHandshake handshake = OidcHandshake.begin("/account", null);

    @TempDir
    private Path folder;

    private LocalProvider remote;
    private OidcProvider provider;

    @BeforeEach
    void open() throws Exception {
        remote = new LocalProvider();
        remote.claims.putAll(Map.of("nonce", handshake.nonce(), "email", "Ada@Example.org", "email_verified", true));
        var secret = Files.writeString(folder.resolve("secret"), "a b&c\n");
        provider = new OidcProvider(new OidcSettings(remote.issuer, "muster", secret.toString(), HERE + "/"));
    }

    @AfterEach
    void close() {
        remote.close();
    }

    @Test
    void an_address_that_becomes_somebody_elses_in_small_letters_is_none() {
        remote.claims.put("email", "mi\u212ae@example.org");
        assertThat(provider.identity("c", handshake).email()).isNull();
    }

    @Test
    void the_browser_is_sent_with_state_nonce_and_a_challenge_and_without_the_verifier() {
        var address = provider.authorization(handshake);
        var sent = parameters(address.getRawQuery());
        assertThat(address.toString()).startsWith(remote.issuer + "/authorize?").doesNotContain(handshake.verifier());
        assertThat(sent)
                .containsEntry("response_type", "code")
                .containsEntry("client_id", "muster")
                .containsEntry("redirect_uri", HERE + "/login/oidc/callback")
                .containsEntry("scope", "openid email profile")
                .containsEntry("state", handshake.state())
                .containsEntry("nonce", handshake.nonce())
                .containsEntry("code_challenge_method", "S256");
        assertThat(sent.get("code_challenge"))
                .isEqualTo(dev.muster.protocol.crypto.Base64Url.encode(dev.muster.protocol.crypto.ContentDigest.sha256(
                        handshake.verifier().getBytes(StandardCharsets.US_ASCII))));
    }

    @Test
    void the_code_is_exchanged_with_the_verifier_and_the_clients_secret() {
        var identity = provider.identity("the code", handshake);
        assertThat(identity.issuer()).isEqualTo(remote.issuer);
        assertThat(identity.subject()).isEqualTo("user-1");
        assertThat(identity.email()).isEqualTo("ada@example.org");
        assertThat(identity.emailVerified()).isTrue();
        assertThat(parameters(remote.tokenRequest))
                .containsEntry("grant_type", "authorization_code")
                .containsEntry("code", "the code")
                .containsEntry("code_verifier", handshake.verifier())
                .containsEntry("redirect_uri", HERE + "/login/oidc/callback")
                .doesNotContainKey("client_secret");
        assertThat(new String(Base64.getDecoder().decode(remote.authorization.substring("Basic ".length()))))
                .isEqualTo("muster:a+b%26c");
    }

    @Test
    void a_provider_that_takes_the_secret_in_the_body_gets_it_there_and_a_public_client_has_none() {
        remote.described.put("token_endpoint_auth_methods_supported", List.of("client_secret_post"));
        provider.identity("the code", handshake);
        assertThat(parameters(remote.tokenRequest)).containsEntry("client_secret", "a b&c");

        var open = new OidcProvider(new OidcSettings(remote.issuer, "muster", null, HERE));
        open.identity("the code", handshake);
        assertThat(parameters(remote.tokenRequest))
                .containsEntry("client_id", "muster")
                .doesNotContainKey("client_secret");
        assertThat(remote.authorization).isNull();
    }

    @Test
    void an_address_that_is_not_said_to_be_verified_is_not_verified() {
        remote.claims.put("email_verified", "true");
        assertThat(provider.identity("c", handshake).emailVerified())
                .as("as text")
                .isTrue();
        for (Object no : new Object[] {false, "false", "yes", 1}) {
            remote.claims.put("email_verified", no);
            assertThat(provider.identity("c", handshake).emailVerified())
                    .as("%s", no)
                    .isFalse();
        }
        remote.claims.remove("email_verified");
        assertThat(provider.identity("c", handshake).emailVerified()).isFalse();
        remote.claims.put("email", "two@words @example.org");
        assertThat(provider.identity("c", handshake).email()).isNull();
    }

    @Test
    void an_address_that_only_the_user_info_has_is_asked_for_and_must_be_of_the_same_person() {
        remote.claims.remove("email");
        remote.claims.remove("email_verified");
        remote.userInfo.putAll(Map.of("sub", "user-1", "email", "info@example.org", "email_verified", true));
        assertThat(provider.identity("c", handshake).email()).isEqualTo("info@example.org");
        remote.userInfo.put("sub", "user-2");
        refused("oidc-answer", () -> provider.identity("c", handshake));
    }

    @Test
    void a_token_of_another_sign_in_is_refused() {
        remote.claims.put("nonce", "of another");
        refused("oidc-answer", () -> provider.identity("c", handshake));
    }

    @Test
    void a_key_that_is_new_at_the_provider_is_fetched() throws Exception {
        provider.identity("c", handshake);
        provider.identity("c", handshake);
        assertThat(remote.askedFor("/keys")).isEqualTo(1);
        assertThat(remote.askedFor("/.well-known/openid-configuration")).isEqualTo(1);
        remote.rotate("second");
        assertThat(provider.identity("c", handshake).subject()).isEqualTo("user-1");
        assertThat(remote.askedFor("/keys")).isEqualTo(2);
    }

    @Test
    void a_refusal_of_the_token_endpoint_and_what_is_no_answer_are_told_as_such() {
        remote.token = new LocalProvider.Answer(400, "{\"error\":\"invalid_grant\"}", null);
        refused("oidc-answer", () -> provider.identity("c", handshake));
        remote.token = new LocalProvider.Answer(200, "<html>", null);
        refused("oidc-answer", () -> provider.identity("c", handshake));
        remote.token = new LocalProvider.Answer(200, "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}", null);
        refused("oidc-answer", () -> provider.identity("c", handshake));
    }

    @Test
    void a_redirect_of_the_token_endpoint_is_not_followed() {
        remote.token = new LocalProvider.Answer(307, "{}", remote.issuer + "/elsewhere");
        refused("oidc-answer", () -> provider.identity("c", handshake));
        assertThat(remote.askedFor("/elsewhere")).isZero();
    }

    @Test
    void more_bytes_than_anybody_needs_are_not_read() {
        remote.token = new LocalProvider.Answer(200, "x".repeat(ProviderHttp.MOST_BYTES + 1), null);
        refused("oidc-provider", () -> provider.identity("c", handshake));
    }

    @Test
    void the_issuer_of_the_answer_is_compared_where_it_comes_and_missed_where_it_was_promised() {
        assertThat(provider.isIssuer(null)).isTrue();
        assertThat(provider.isIssuer(remote.issuer)).isTrue();
        assertThat(provider.isIssuer("https://evil.example")).isFalse();
        remote.described.put("authorization_response_iss_parameter_supported", true);
        var promising = new OidcProvider(new OidcSettings(remote.issuer, "muster", null, HERE));
        assertThat(promising.isIssuer(remote.issuer)).isTrue();
        assertThat(promising.isIssuer(null)).isFalse();
    }

    @Test
    void a_provider_that_is_away_is_said_to_be_and_not_asked_again_at_once() throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var away = new OidcProvider(new OidcSettings("http://127.0.0.1:" + port, "muster", null, HERE));
        refused("oidc-provider", () -> away.authorization(handshake));

        remote.out = true;
        refused("oidc-provider", () -> provider.authorization(handshake));
        refused("oidc-provider", () -> provider.authorization(handshake));
        assertThat(remote.askedFor("/.well-known/openid-configuration")).isEqualTo(1);
    }

    @Test
    void a_description_that_calls_itself_otherwise_or_leads_into_the_clear_is_no_setup() {
        remote.described.put("issuer", "https://evil.example");
        refused("oidc-settings", () -> provider.authorization(handshake));

        remote.described.put("issuer", remote.issuer);
        remote.described.put("token_endpoint", "http://login.example/token");
        var clear = new OidcProvider(new OidcSettings(remote.issuer, "muster", null, HERE));
        refused("oidc-settings", () -> clear.authorization(handshake));
    }

    @Test
    void wrong_settings_are_told_by_their_name() {
        told("MUSTER_OIDC_ISSUER", new OidcSettings("http://login.example", "muster", null, HERE));
        told("MUSTER_OIDC_ISSUER", new OidcSettings("not an address", "muster", null, HERE));
        told("MUSTER_OIDC_CLIENT_ID", new OidcSettings(remote.issuer, null, null, HERE));
        told("MUSTER_PUBLIC_URL", new OidcSettings(remote.issuer, "muster", null, null));
        told("MUSTER_PUBLIC_URL", new OidcSettings(remote.issuer, "muster", null, "http://muster.example"));
        told("MUSTER_OIDC_CLIENT_SECRET_PATH", new OidcSettings(remote.issuer, "muster", "/no/such/file", HERE));
    }

    private static void told(String name, OidcSettings settings) {
        assertThatThrownBy(settings::client)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(name);
        var handshake = OidcHandshake.begin("/", null);
        refused("oidc-settings", () -> new OidcProvider(settings).authorization(handshake));
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private static Map<String, String> parameters(String query) {
        return Stream.of(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }
}
