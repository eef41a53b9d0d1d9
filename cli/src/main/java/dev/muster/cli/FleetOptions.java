package dev.muster.cli;

import dev.muster.cli.sim.Roster;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import picocli.CommandLine.Option;

/** How many simulated devices, and where their credentials are kept. */
final class FleetOptions {

    static final int MOST = 100_000;

    @Option(names = "--devices", paramLabel = "N", defaultValue = "100", description = "${DEFAULT-VALUE} unless told.")
    int devices;

    @Option(
            names = "--prefix",
            paramLabel = "ID",
            defaultValue = "sim",
            description = "What their ids begin with; ${DEFAULT-VALUE} unless told.")
    private String prefix;

    @Option(
            names = "--roster",
            paramLabel = "FILE",
            defaultValue = "data/simulated-devices.jsonl",
            description = "Their credentials, made where there are fewer; ${DEFAULT-VALUE} unless told.")
    private Path file;

    @Option(
            names = "--any-certificate",
            description = "Take the certificate that a server on this machine made for itself.")
    boolean anyCertificate;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Repeats the same fleet.")
    long seed;

    URI url(Muster muster) {
        return URI.create(muster.server().target().url());
    }

    /** Registers what is missing, as the person who is logged in. */
    Roster roster(Muster muster) {
        if (devices < 1 || devices > MOST) {
            throw Failure.usage("--devices is 1 to " + MOST + ".");
        }
        Ids.requireDevice(prefix + "-000001");
        var target = muster.server().target();
        target.checkMaySendSecrets();
        if (anyCertificate && !target.loopback()) {
            throw Failure.usage("--any-certificate is for a server on this machine.");
        }
        var authorised = new ArrayList<>(
                List.of("Authorization", "Bearer " + target.token().orElseThrow()));
        target.org().ifPresent(org -> authorised.addAll(List.of("X-Muster-Org", org)));
        try {
            var roster = new Roster(URI.create(target.url()), file, authorised, client());
            if (roster.size() < devices) {
                muster.out().note("Registering " + (devices - roster.size()) + " devices, credentials in " + file);
                roster.fill(devices, prefix, known -> {
                    if (known % 2_000 == 0) {
                        muster.out().note("  " + known);
                    }
                });
            }
            return roster;
        } catch (Roster.Refused e) {
            throw Failure.failed("refused", Sentence.of(e.getMessage()));
        } catch (UncheckedIOException e) {
            throw Failure.failed("roster", Sentence.of(e.getMessage()));
        }
    }

    private HttpClient client() {
        var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NEVER);
        return (anyCertificate ? client.sslContext(trustingAll()) : client).build();
    }

    private static SSLContext trustingAll() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class AnyCertificate implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
