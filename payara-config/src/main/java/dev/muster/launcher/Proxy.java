package dev.muster.launcher;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * HAProxy on the public ports, in the foreground as a child process, with the configuration that production has. It writes
 * to {@code log/haproxy.0.log} by way of this JVM, which bounds it: slow clients are a line each.
 */
final class Proxy {

    static final List<String> LIMITS =
            List.of("MUSTER_PROXY_CONNECTIONS_PER_ADDRESS", "MUSTER_PROXY_REQUESTS_PER_ADDRESS");
    static final String PID = "run/haproxy.pid";

    private static final String CONFIGURATION = "run/haproxy.cfg";
    private static final String CERTIFICATE = "run/haproxy.pem";
    /** For requests under way once it takes no more connections; sockets go on until the server has closed them. */
    private static final long DRAIN_MILLIS = 2_000;

    private static final long STOPS_WITHIN = 5_000;
    private static final long LIVED_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long FIRST_BACKOFF = 1_000;
    private static final long LONGEST_BACKOFF = 10_000;
    private static final int LOG_BYTES = 10 << 20;
    private static final int LOG_FILES = 3;

    private final Path program;
    private final DataFolder data;
    private Child child;
    private long started;
    private long backoff = FIRST_BACKOFF;

    private Proxy(Path program, DataFolder data) {
        this.program = program;
        this.data = data;
    }

    /**
     * Where HAProxy is.
     *
     * @param path as in the environment variable PATH; null for none
     * @throws StartRefused when it is in none of these folders
     */
    static Path find(String path) {
        return Stream.of((path == null ? "" : path).split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "haproxy").toAbsolutePath())
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .orElseThrow(() -> new StartRefused(
                        "--proxy needs HAProxy 2.6 or newer, which is not on the PATH: apt-get install haproxy"));
    }

    /**
     * Writes the configuration, and has HAProxy read it.
     *
     * @param server the port on loopback that the server listens on
     * @throws StartRefused when HAProxy does not take it
     */
    static Proxy prepare(Path program, DataFolder data, Settings settings, int server) throws IOException {
        if (settings.httpsPort().isPresent()) {
            data.replace(CERTIFICATE, Certificate.pem(data, settings.bind()));
        }
        data.replace(
                CONFIGURATION,
                configuration(settings, server, data.path(CERTIFICATE)).getBytes(StandardCharsets.UTF_8));
        var proxy = new Proxy(program, data);
        proxy.check();
        return proxy;
    }

    /** The shipped configuration, with what it leaves to the place before it. */
    static String configuration(Settings settings, int server, Path certificate) {
        var variables = new TreeMap<String, String>();
        variables.put("MUSTER_PROXY_HTTP", endpoint(settings.bind(), settings.httpPort()));
        settings.httpsPort().ifPresent(port -> {
            variables.put("MUSTER_PROXY_HTTPS", endpoint(settings.bind(), port));
            variables.put("MUSTER_PROXY_CERTIFICATE", certificate.toString());
        });
        variables.put("MUSTER_PROXY_NODE_1", endpoint(Settings.LOOPBACK, server));
        LIMITS.stream()
                .filter(settings.given()::containsKey)
                .forEach(limit -> variables.put(limit, settings.given().get(limit)));
        return variables.entrySet().stream()
                        .map(Proxy::setenv)
                        .collect(Collectors.joining("", "# made at each start of muster up\nglobal\n", "\n"))
                + Database.resource("haproxy.cfg");
    }

    /** In strong quotes HAProxy takes everything as it is, as a shell does. */
    private static String setenv(Map.Entry<String, String> variable) {
        return "    setenv " + variable.getKey() + " '" + variable.getValue().replace("'", "'\\''") + "'\n";
    }

    private static String endpoint(String address, int port) {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }

    private void check() throws IOException {
        var process = builder("-c", "-q", "-f").start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new StartRefused(program + " does not take " + data.path(CONFIGURATION) + ": "
                        + said.lines().findFirst().orElse("it says nothing"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    void start() throws IOException {
        var process = builder("-db", "-f").start();
        process.getOutputStream().close();
        child = Child.record(process.toHandle(), data.path(PID));
        started = System.nanoTime();
        keepLog(process);
    }

    private ProcessBuilder builder(String... options) {
        var command = Stream.of(
                        Stream.of(program.toString()),
                        Stream.of(options),
                        Stream.of(data.path(CONFIGURATION).toString()))
                .flatMap(part -> part)
                .toList();
        var builder = new ProcessBuilder(Child.unreachableByCtrlC(command)).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("MUSTER_"));
        return builder;
    }

    private void keepLog(Process process) throws IOException {
        var file = new FileHandler(data.path("log") + "/haproxy.%g.log", LOG_BYTES, LOG_FILES, true);
        file.setFormatter(new Formatter() {
            @Override
            public String format(LogRecord line) {
                return line.getMessage() + "\n";
            }
        });
        var thread = new Thread(
                () -> {
                    try (var lines = new BufferedReader(
                            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                            file.publish(new LogRecord(Level.INFO, line));
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } finally {
                        file.close();
                    }
                },
                "haproxy-log");
        thread.setDaemon(true);
        thread.start();
    }

    boolean isAlive() {
        return child != null && child.isAlive();
    }

    /** How long to wait before it is started again, in ms; longer each time while it dies young. */
    long pause() {
        var young = System.nanoTime() - started < LIVED_NANOS;
        backoff = young ? Math.min(LONGEST_BACKOFF, backoff * 2) : FIRST_BACKOFF;
        return backoff;
    }

    /** No connection is taken any more; returns when requests under way have ended, or had time to. */
    void drain() throws IOException {
        if (isAlive()) {
            new ProcessBuilder("/bin/sh", "-c", "kill -USR1 " + child.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            child.endsWithin(DRAIN_MILLIS);
        }
    }

    void stop() {
        if (child != null) {
            child.stop(STOPS_WITHIN);
        }
    }
}
