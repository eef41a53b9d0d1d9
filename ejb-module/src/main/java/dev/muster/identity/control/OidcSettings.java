package dev.muster.identity.control;

import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The OpenID provider that people sign in at, as the operator of the installation says. A mistake in it stops nothing but
 * signing in there.
 */
@ApplicationScoped
public class OidcSettings {

    /** Where the provider sends people back to, behind {@code muster.public.url}. */
    public static final String CALLBACK = "/login/oidc/callback";

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    @Inject
    @ConfigProperty(name = "muster.oidc.issuer")
    private Optional<String> issuer;

    @Inject
    @ConfigProperty(name = "muster.oidc.client.id")
    private Optional<String> clientId;

    @Inject
    @ConfigProperty(name = "muster.oidc.client.secret.path")
    private Optional<String> secretPath;

    @Inject
    @ConfigProperty(name = "muster.oidc.label")
    private Optional<String> label;

    @Inject
    @ConfigProperty(name = "muster.oidc.scopes")
    private String scopes;

    @Inject
    @ConfigProperty(name = "muster.oidc.link.by.email")
    private boolean linkByEmail;

    @Inject
    @ConfigProperty(name = "muster.oidc.second.factor")
    private boolean secondFactor;

    @Inject
    @ConfigProperty(name = "muster.oidc.only")
    private boolean only;

    @Inject
    @ConfigProperty(name = "muster.public.url")
    private Optional<String> publicUrl;

    public OidcSettings() {}

    OidcSettings(String issuer, String clientId, String secretPath, String publicUrl) {
        this.issuer = Optional.ofNullable(issuer);
        this.clientId = Optional.ofNullable(clientId);
        this.secretPath = Optional.ofNullable(secretPath);
        this.publicUrl = Optional.ofNullable(publicUrl);
        label = Optional.empty();
        scopes = "email profile";
    }

    /** This installation at the provider. {@code secret}: null for a public client, which PKCE alone protects. */
    public record Client(String issuer, ClientID id, Secret secret, URI redirect) {}

    public boolean isOn() {
        return issuer.isPresent();
    }

    /** What people call the provider; its host where nobody said. */
    public String label() {
        return label.orElseGet(() -> {
            var host = issuer.map(OidcSettings::host).orElse(null);
            return host == null ? "OpenID Connect" : host;
        });
    }

    public String issuer() {
        return issuer.orElseThrow();
    }

    /** Space-separated, {@code openid} always among them. */
    public String scopes() {
        return Set.of(scopes.strip().split("\\s+")).contains("openid") ? scopes.strip() : "openid " + scopes.strip();
    }

    /** Whether a verified e-mail address ties somebody to the person who has it; else an invitation does. */
    public boolean linksByEmail() {
        return linkByEmail;
    }

    /** Whether the provider's sign-in stands for the code of an authenticator app, too. */
    public boolean isSecondFactor() {
        return secondFactor;
    }

    /** Whether passwords open nothing any more, but for the platform operator: the way in when the provider is away. */
    public boolean isOnlyWay() {
        return only && isOn();
    }

    /** @throws IllegalStateException saying which setting is wrong */
    public Client client() {
        var url = issuer();
        require("MUSTER_OIDC_ISSUER", url);
        if (clientId.isEmpty()) {
            throw new IllegalStateException("MUSTER_OIDC_CLIENT_ID is missing");
        }
        var here = publicUrl
                .orElseThrow(() ->
                        new IllegalStateException("MUSTER_PUBLIC_URL is missing: the provider sends people back there"))
                .replaceAll("/+$", "");
        require("MUSTER_PUBLIC_URL", here);
        return new Client(
                url,
                new ClientID(clientId.get()),
                secretPath.map(OidcSettings::secret).orElse(null),
                URI.create(here + CALLBACK));
    }

    /** Whether secrets may travel to that address: over TLS, or without leaving this machine. */
    public static boolean isProtected(URI address) {
        return address.getHost() != null
                && ("https".equals(address.getScheme())
                        || ("http".equals(address.getScheme()) && isLoopback(address.getHost())));
    }

    private static boolean isLoopback(String host) {
        try {
            return LOOPBACK.contains(host)
                    || (host.matches("127\\.[0-9.]+")
                            && InetAddress.getByName(host).isLoopbackAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static void require(String name, String address) {
        try {
            if (isProtected(URI.create(address))) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // no address at all
        }
        throw new IllegalStateException(name + " has to be an https:// address, not " + address);
    }

    private static String host(String address) {
        try {
            return URI.create(address).getHost();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Secret secret(String path) {
        try {
            var text = Files.readString(Path.of(path)).strip();
            if (text.isEmpty() || text.length() > 4_096) {
                throw new IllegalStateException("MUSTER_OIDC_CLIENT_SECRET_PATH: " + path + " holds no client secret");
            }
            return new Secret(text);
        } catch (IOException | java.nio.file.InvalidPathException e) {
            throw new IllegalStateException("MUSTER_OIDC_CLIENT_SECRET_PATH: " + path + " cannot be read", e);
        }
    }
}
