package dev.muster.launcher;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster up}: reads the settings, then runs one installation until it is told to stop. */
@Command(
        name = "up",
        description = "Starts Muster on this machine and keeps it running until Ctrl-C.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nSettings, from the environment or from muster.properties in the data folder:%n",
        footer = {
            "  MUSTER_HTTP_PORT       8080",
            "  MUSTER_HTTPS_PORT      off unless set; certificate in tls.p12 of the data",
            "                         folder",
            "  MUSTER_BIND            127.0.0.1",
            "  MUSTER_SMTP_URL        smtps://user:password@host:465; no mail without it",
            "  MUSTER_MAIL_FROM       the sender of letters",
            "  MUSTER_PUBLIC_URL      where people reach the portal, for links in letters",
            "  MUSTER_OIDC_ISSUER, MUSTER_OIDC_CLIENT_ID, MUSTER_OIDC_CLIENT_SECRET_PATH",
            "                         sign-in at an OpenID provider",
            "  MUSTER_TRUSTED_PROXY   none; addresses whose X-Forwarded-For and -Proto are believed",
            "  MUSTER_PROXY_CONNECTIONS_PER_ADDRESS, MUSTER_PROXY_REQUESTS_PER_ADDRESS",
            "                         with --proxy: 2000 open at once, 5000 within 10 s",
            "  MUSTER_DATA_DIR        ./data (environment only)",
            "  MUSTER_DB_URL          jdbc:postgresql:…; an embedded PostgreSQL without it",
            "  MUSTER_DB_USER, MUSTER_DB_PASSWORD",
            "                         whom the server logs in as, with data rights only",
            "  MUSTER_DB_OWNER_USER, MUSTER_DB_OWNER_PASSWORD",
            "                         who owns the schema, to have it migrated at the start",
            "  MUSTER_ADMIN_EMAIL, MUSTER_ADMIN_PASSWORD",
            "                         first start only: admin@localhost and a random",
            "                         password; a password of one's own has 12 characters",
            "  MUSTER_ENROLLMENT_KEY  the first enrollment key; random, in enrollment-key of",
            "                         the data folder",
            "  MUSTER_AUTO_ENROLL     true: devices with that key are active at once; false:",
            "                         they wait until a person accepts them. true only for",
            "                         the random key of a server that listens on 127.0.0.1",
            "  MUSTER_KEK_PATH        key-encryption key, a file of 32 bytes; kek of the data",
            "                         folder",
            "  MUSTER_KEK_FORMER_PATH former keys, while values are moved away from them",
            "Every muster.* setting of the server is taken as well, as MUSTER_…;",
            "docs/operations.md lists them.",
            "",
            "A lost password: muster reset-password EMAIL.",
            "Another key-encryption key: muster rotate-kek.",
            "",
            "Exit codes: 0 stopped as asked, 1 failed while running, 2 refused to start."
        })
final class Up implements Callable<Integer> {

    private static final int MOST_DEMO_DEVICES = 1_000;

    @Option(
            names = "--demo",
            paramLabel = "N",
            description = "also run N demo devices that report this machine's real figures")
    private int demo;

    @Option(names = "--port", paramLabel = "PORT", description = "HTTP port instead of MUSTER_HTTP_PORT")
    private Integer port;

    @Option(names = "--proxy", description = "HAProxy in front: slow clients are kept from the server")
    private boolean proxied;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (demo < 0 || demo > MOST_DEMO_DEVICES) {
            throw new StartRefused("--demo has to be 0 to " + MOST_DEMO_DEVICES + ", not " + demo);
        }
        if (port != null && !Settings.isPort(port)) {
            throw new StartRefused("--port has to be a port from 1 to 65535, not " + port);
        }
        var proxy = proxied ? Optional.of(Proxy.find(System.getenv("PATH"))) : Optional.<Path>empty();
        var home = Home.find().withServer();
        var settings = Settings.read(
                System.getenv(), home.serverSettings(), port == null ? OptionalInt.empty() : OptionalInt.of(port));
        ServerValues.check(settings.given(), home.serverDefaults());
        var console = new Console(new PrintStream(System.out, false, StandardCharsets.UTF_8));
        var installation = new Installation(home, settings, demo, proxy, console);
        var onSignal = new Thread(() -> {
            installation.stop();
            // without this the JVM would report the signal as its exit code; the stop was orderly
            Runtime.getRuntime().halt(ExitCode.OK);
        });
        Runtime.getRuntime().addShutdownHook(onSignal);
        try {
            installation.run();
        } catch (RuntimeException e) {
            installation.stop();
            forget(onSignal);
            throw e;
        }
        return ExitCode.OK;
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // a signal came meanwhile: the hook runs and finds nothing left to stop
            Thread.currentThread().interrupt();
        }
    }
}
