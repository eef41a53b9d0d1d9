package dev.muster.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
 * The product under test, one for the whole test run: started through the launcher as a real process on a free loopback
 * port with a data folder of its own, or the server that {@code muster.base.url} names. Stopped when this JVM ends.
 */
public final class RunningMuster implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofSeconds(180);
    private static RunningMuster instance;
    private static RunningMuster second;

    /** Where {@link #another} will answer. */
    static final URI ANOTHER = uri(freePort());

    private final URI base;
    private final String adminEmail;
    private final String adminPassword;
    private final String enrollmentKey;
    private final Path data;
    private Rest admin;
    private Process launcher;
    private Map<String, String> settings = Map.of();
    private String[] options = {};

    private RunningMuster(URI base, String adminEmail, String adminPassword, String enrollmentKey, Path data) {
        this.base = base;
        this.adminEmail = adminEmail;
        this.adminPassword = adminPassword;
        this.enrollmentKey = enrollmentKey;
        this.data = data;
    }

    public static synchronized RunningMuster get() {
        if (instance == null) {
            instance = given() == null ? start(uri(freePort()), Map.of()) : existing(URI.create(given()));
        }
        return instance;
    }

    /** Another one with settings of its own, beside the one that all tests share; it lives as long. There is one at most. */
    static RunningMuster another(Map<String, String> settings) {
        assumeTrue(given() == null, "needs settings of its own; this is a server given from outside");
        return start(ANOTHER, settings);
    }

    /** One more with settings and options of its own, where nobody has to know its address before. */
    static RunningMuster beside(Map<String, String> settings, String... options) {
        assumeTrue(given() == null, "needs settings of its own; this is a server given from outside");
        return start(uri(freePort()), settings, options);
    }

    /** A second node of the one that all tests share: its own process and data folder, the same database and key. */
    static synchronized RunningMuster secondNode() {
        if (second == null) {
            var first = get();
            second = start(
                    uri(freePort()),
                    Map.of(
                            "MUSTER_DB_URL", first.databaseUrl(),
                            "MUSTER_DB_USER", "muster_app",
                            "MUSTER_DB_PASSWORD", first.secret("secrets/muster_app"),
                            "MUSTER_KEK_PATH", first.data().resolve("kek").toString(),
                            "MUSTER_NODE_NAME", "node-2"));
        }
        return second;
    }

    /** Of the started product's PostgreSQL. */
    String databaseUrl() {
        try {
            var port = Files.readAllLines(data().resolve("postgres/cluster/postmaster.pid"))
                    .get(3)
                    .strip();
            return "jdbc:postgresql://127.0.0.1:" + port + "/muster";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of the started product's data folder. */
    String secret(String file) {
        try {
            return Files.readString(data().resolve(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address of a server that runs already; null for none. */
    private static String given() {
        var given = System.getProperty("muster.base.url");
        return given == null || given.isBlank() ? null : given;
    }

    /** Where it answers, without a slash at the end. */
    public URI base() {
        return base;
    }

    public URI at(String path) {
        return URI.create(base + path);
    }

    public URI socketAt(String path) {
        return URI.create(base.toString().replaceFirst("^http", "ws") + path);
    }

    public String adminEmail() {
        return adminEmail;
    }

    public String adminPassword() {
        return adminPassword;
    }

    public String enrollmentKey() {
        return enrollmentKey;
    }

    /** The first administrator, signed in once for all tests. */
    public synchronized Rest admin() {
        if (admin == null) {
            admin = signIn();
        }
        return admin;
    }

    /** A session of its own for a test that ends it. */
    public Rest signIn() {
        return Rest.anonymous(base).signIn(adminEmail, adminPassword);
    }

    public Rest anonymous() {
        return Rest.anonymous(base);
    }

    /** The data folder of the started product; a test that needs one is skipped, aloud, against a given server. */
    public Path data() {
        assumeTrue(data != null, "needs the product's processes and data folder; this is a server given from outside");
        return data;
    }

    /** The process number of the server JVM, as the launcher recorded it. */
    public long serverPid() {
        return recordedPid(data().resolve("run/server.pid"));
    }

    /** The process number of PostgreSQL's postmaster. */
    public long postmasterPid() {
        return recordedPid(data().resolve("postgres/cluster/postmaster.pid"));
    }

    public static Path home() {
        return Path.of(System.getProperty("muster.home", "..")).toAbsolutePath().normalize();
    }

    /** Whether the server says it is ready at this moment. */
    public boolean isReady() {
        return anonymous().get("/health/ready").status() == 200;
    }

    private static long recordedPid(Path file) {
        try {
            return Long.parseLong(Files.readString(file).strip().split("\\s+")[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RunningMuster existing(URI base) {
        return new RunningMuster(
                base,
                System.getProperty("muster.admin.email"),
                System.getProperty("muster.admin.password"),
                System.getProperty("muster.enrollment.key"),
                null);
    }

    private static RunningMuster start(URI base, Map<String, String> settings, String... options) {
        try {
            var began = System.nanoTime();
            var data = Files.createTempDirectory("muster-system-");
            var muster = new RunningMuster(
                    base, "admin@system.test", "a password for tests only 4711", "enrollment-key-for-tests-only", data);
            muster.settings = settings;
            muster.options = options;
            muster.launcher = muster.launchUp();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(muster.launcher, data)));
            muster.awaitReady();
            System.out.printf(
                    "Muster at %s, data in %s, ready after %.1f s%n",
                    muster.base, data, (System.nanoTime() - began) / 1e9);
            return muster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a launcher's command said, and how it ended. */
    record Said(int exit, String output) {}

    /** Another command of the launcher on the same data, such as {@code rotate-kek}; until it ends. */
    Said command(String... arguments) {
        try {
            var log = Files.createTempFile(data(), "command", ".log");
            var process = launch(log, arguments);
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("no end after 120 s: " + Files.readString(log));
            }
            return new Said(process.exitValue(), Files.readString(log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Stops the product, does something to it, and starts it again on the same data and port. */
    void restarted(Runnable meanwhile) {
        try {
            data();
            launcher.destroy();
            if (!launcher.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("the launcher did not stop within 60 s");
            }
            meanwhile.run();
            launcher = launchUp();
            awaitReady();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process launchUp() throws IOException {
        var arguments = new ArrayList<>(List.of("up"));
        arguments.addAll(List.of(options));
        return launch(data.resolve("launcher.log"), arguments.toArray(String[]::new));
    }

    private Process launch(Path log, String... arguments) throws IOException {
        var jar = home().resolve("payara-config/target/muster-launcher.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is missing: build the tree first (mvn package -DskipTests)");
        }
        var command = new ArrayList<>(List.of(java(), "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("MUSTER_"));
        environment.put("MUSTER_DATA_DIR", data.toString());
        environment.put("MUSTER_HTTP_PORT", String.valueOf(base.getPort()));
        environment.put("MUSTER_ADMIN_EMAIL", adminEmail);
        environment.put("MUSTER_ADMIN_PASSWORD", adminPassword);
        environment.put("MUSTER_ENROLLMENT_KEY", enrollmentKey);
        environment.put("MUSTER_AUTO_ENROLL", "true");
        environment.put("MUSTER_SMTP_URL", Mailbox.get().url());
        environment.put("MUSTER_MAIL_FROM", Mailbox.FROM);
        environment.putAll(Keycloak.get().settings(data));
        environment.putAll(settings);
        return builder.start();
    }

    void awaitReady() {
        var ready = Eventually.within(READY_WITHIN, () -> !launcher.isAlive() || isReady());
        if (!ready || !launcher.isAlive()) {
            throw new IllegalStateException("the product did not become ready:\n" + secret("launcher.log")
                    + "\n/health/ready: " + anonymous().get("/health/ready").body());
        }
    }

    /** Of this JVM, or of {@code muster.java.home} where that one does not suit the server. */
    static String java() {
        var home = System.getProperty("muster.java.home", System.getProperty("java.home"));
        return Path.of(home, "bin/java").toString();
    }

    private static URI uri(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it now, where it is one that no other test uses. */
    @Override
    public void close() {
        stop(launcher, data);
    }

    private static void stop(Process launcher, Path data) {
        if (!Files.exists(data)) {
            return;
        }
        launcher.destroy();
        try {
            if (!launcher.waitFor(40, TimeUnit.SECONDS)) {
                System.err.println("the launcher did not stop within 40 s: killing it; see " + data);
                launcher.descendants().forEach(ProcessHandle::destroyForcibly);
                launcher.destroyForcibly();
            } else if (!Boolean.getBoolean("muster.keep.data")) {
                Files.walk(data)
                        .sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        } catch (InterruptedException e) {
            launcher.destroyForcibly();
        } catch (IOException e) {
            System.err.println("the data folder " + data + " stays: " + e.getMessage());
        }
    }
}
