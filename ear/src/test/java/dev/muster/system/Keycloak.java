package dev.muster.system;

import dev.muster.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real OpenID provider, one for the test run. The product is told its address from the start; it runs only while a test
 * needs it, because the product has to start without it. A server given from outside has the same settings (.ci/run).
 */
final class Keycloak implements AutoCloseable {

    static final String LABEL = "Factory ID";
    static final String PASSWORD = "seven green lanterns";

    /** System property: where a server given from outside expects it. */
    static final String PORT = "muster.oidc.port";

    private static final String SECRET = "a client secret of tests only";
    private static final Duration READY_WITHIN = Duration.ofSeconds(150);
    private static Keycloak instance;

    private final int port;
    private Process process;
    private Answer whileAway;

    /** Somebody who can sign in there; their user name is {@code name}. */
    record User(String name, String email, boolean verified) {}

    private Keycloak(int port) {
        this.port = port;
    }

    static synchronized Keycloak get() {
        if (instance == null) {
            instance = new Keycloak(Integer.getInteger(PORT, freePort()));
        }
        return instance;
    }

    /** Another site than the product's for a browser, as in life: cookies that are SameSite do not come along from there. */
    String issuer() {
        return "http://localhost:" + port + "/realms/factory";
    }

    /** What the product is told; {@code data} takes the file with the client's secret. */
    Map<String, String> settings(Path data) throws IOException {
        var secret = Files.writeString(data.resolve("oidc-secret"), SECRET + "\n");
        return Map.of(
                "MUSTER_OIDC_ISSUER",
                issuer(),
                "MUSTER_OIDC_CLIENT_ID",
                "muster",
                "MUSTER_OIDC_CLIENT_SECRET_PATH",
                secret.toString(),
                "MUSTER_OIDC_LABEL",
                LABEL);
    }

    /** Starts it, once, with these people, for products at those addresses, until the test run ends. */
    synchronized void start(List<User> users, Rest product, List<URI> clients) {
        if (process != null) {
            return;
        }
        whileAway = product.get("/login/oidc");
        try {
            var home = Path.of(System.getProperty("muster.keycloak", "target/keycloak/none"));
            if (!Files.isDirectory(home)) {
                throw new IllegalStateException(home
                        + " is missing: the build unpacks it in pre-integration-test, unless it runs with skipTests");
            }
            var began = System.nanoTime();
            var realm = Files.createDirectories(home.resolve("data/import")).resolve("realm.json");
            Files.writeString(realm, Json.write(realm(users, clients)));
            deleteTree(home.resolve("data/h2"));
            var log = Path.of("target", "keycloak.log");
            var builder = new ProcessBuilder(
                            home.resolve("bin/kc.sh").toString(),
                            "start-dev",
                            "--http-host=127.0.0.1",
                            "--http-port=" + port,
                            "--import-realm")
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("KC_") || name.startsWith("MUSTER_"));
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx384m");
            process = builder.start(); // the script becomes the server: one process
            Runtime.getRuntime().addShutdownHook(new Thread(this::close));
            var there = Rest.anonymous(URI.create("http://localhost:" + port));
            var ready = Eventually.within(
                    READY_WITHIN,
                    () -> !process.isAlive()
                            || there.get("/realms/factory/.well-known/openid-configuration")
                                            .status()
                                    == 200);
            if (!ready || !process.isAlive()) {
                throw new IllegalStateException("Keycloak did not start:\n" + Files.readString(log));
            }
            System.out.printf("Keycloak at %s after %.1f s%n", issuer(), (System.nanoTime() - began) / 1e9);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the product said of it before it was started. */
    Answer whileAway() {
        return whileAway;
    }

    /** Stops ({@code STOP}) or goes on ({@code CONT}) as a machine that hangs does. */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> realm(List<User> users, List<URI> clients) {
        var people = new ArrayList<Map<String, Object>>();
        for (var user : users) {
            people.add(Map.of(
                    "username", user.name(),
                    "enabled", true,
                    "email", user.email(),
                    "emailVerified", user.verified(),
                    "firstName", "Ada",
                    "lastName", user.name(),
                    "credentials", List.of(Map.of("type", "password", "value", PASSWORD, "temporary", false))));
        }
        return Map.of(
                "realm",
                "factory",
                "enabled",
                true,
                "sslRequired",
                "none",
                "loginWithEmailAllowed",
                false,
                "duplicateEmailsAllowed",
                true,
                "clients",
                List.of(Map.of(
                        "clientId",
                        "muster",
                        "enabled",
                        true,
                        "protocol",
                        "openid-connect",
                        "publicClient",
                        false,
                        "secret",
                        SECRET,
                        "redirectUris",
                        clients.stream()
                                .map(client -> client + "/login/oidc/callback")
                                .toList(),
                        "attributes",
                        Map.of("pkce.code.challenge.method", "S256"))),
                "users",
                people);
    }

    @Override
    public synchronized void close() {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        process = null;
    }

    private static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
