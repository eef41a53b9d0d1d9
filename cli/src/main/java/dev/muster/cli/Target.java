package dev.muster.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which server, as whom, for which org.
 *
 * @param url normalised: scheme and host in lower case, no slash at the end
 * @param token absent when nobody is logged in there
 * @param tokenFromEnvironment the token is MUSTER_TOKEN, not a stored login
 * @param insecure the person allowed secrets over plain http to another host
 */
record Target(
        String url, Optional<String> token, boolean tokenFromEnvironment, Optional<String> org, boolean insecure) {
    private static final String DEFAULT_URL = "http://127.0.0.1:8080";
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,8192}");
    private static final Pattern SLUG = Pattern.compile("[a-z0-9-]{1,63}");

    /** The option wins over MUSTER_URL, that over the last login; MUSTER_TOKEN wins over the stored login of that URL. */
    static Target resolve(Shell shell, Credentials credentials, String url, String org, boolean insecure) {
        var chosen = normalise(Optional.ofNullable(url)
                .or(() -> shell.variable("MUSTER_URL"))
                .or(credentials::currentUrl)
                .orElse(DEFAULT_URL));
        var given = shell.variable("MUSTER_TOKEN");
        var token = given.or(() -> credentials.find(chosen).map(Credentials.Login::token));
        // anything else would be refused by the HTTP client with the token in its message
        if (token.filter(t -> !TOKEN.matcher(t).matches()).isPresent()) {
            throw Failure.usage("The token " + (given.isPresent() ? "in MUSTER_TOKEN" : "stored by the login")
                    + " has characters that no token has: set it anew.");
        }
        if (org != null && !SLUG.matcher(org).matches()) {
            throw Failure.usage("\"" + SafeText.line(org) + "\" is not an org's slug: it has a to z, 0 to 9 and -.");
        }
        return new Target(chosen, token, given.isPresent(), Optional.ofNullable(org), insecure);
    }

    static String normalise(String text) {
        try {
            var uri = new URI(text.strip());
            var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            var plain = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null && plain) {
                var host = uri.getHost().toLowerCase(Locale.ROOT);
                var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
                return scheme + "://" + host + port + uri.getRawPath().replaceAll("/+$", "");
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw Failure.usage(
                "\"" + SafeText.line(text) + "\" is not a server's URL: write it like https://muster.example.");
    }

    boolean tls() {
        return url.startsWith("https:");
    }

    /** This machine itself, by name or literal address; no look-up, which a network could answer as it likes. */
    boolean loopback() {
        var host = URI.create(url).getHost();
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    /** Refuses to put a password or token on the wire in clear text. */
    void checkMaySendSecrets() {
        if (!tls() && !loopback() && !insecure) {
            throw Failure.failed(
                    "cleartext",
                    "Refused to send a secret to " + url
                            + " in clear text: use https, or add --insecure if you trust the" + " network in between.");
        }
    }

    @Override
    public String toString() {
        return "Target[" + url + "]"; // never the token
    }
}
