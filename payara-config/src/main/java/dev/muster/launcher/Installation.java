package dev.muster.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * One installation from its start to its stop: data folder, database, server, demo devices. Whatever fails on the way
 * up is taken down again, whatever dies later is started again.
 */
final class Installation {

    private static final Duration READY_WITHIN = Duration.ofSeconds(300);
    private static final long SERVER_STOPS_WITHIN = 20_000;
    private static final long FIRST_BACKOFF = 1_000;
    private static final long LONGEST_BACKOFF = 10_000;

    private final Home home;
    private final Settings settings;
    private final int demoDevices;
    private final Optional<Path> proxyProgram;
    private final Console console;

    private DataFolder data;
    private Secrets secrets;
    private Postgres postgres;
    private Optional<Database> external = Optional.empty();
    private Optional<String> newAdminPassword = Optional.empty();
    private boolean first;
    /** What the server itself is told: the settings, or behind a proxy those for its own port. */
    private Settings served;

    private Proxy proxy;
    private Child server;
    private ServerLog log;
    private DemoFleet demo;
    private volatile boolean stopping;
    private boolean stopped;

    Installation(Home home, Settings settings, int demoDevices, Optional<Path> proxyProgram, Console console) {
        this.home = home;
        this.settings = settings;
        this.demoDevices = demoDevices;
        this.proxyProgram = proxyProgram;
        this.console = console;
    }

    /** Returns when {@link #stop()} was called; throws when the start fails. */
    void run() {
        try {
            console.line("Muster");
            step(this::check);
            step(this::prepareDatabase);
            step(this::startProxy);
            step(this::startServer);
            step(this::startDatabase);
            awaitFirstReadiness();
            if (!stopping) {
                new Welcome(console, settings, data, agentLine())
                        .print(
                                newAdminPassword,
                                first && settings.adminPassword().isPresent());
                secrets.forgetFirstAdminPassword();
                step(this::startDemo);
            }
            supervise();
        } catch (IOException | UncheckedIOException e) {
            if (!stopping) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        } catch (StartRefused e) {
            if (data != null && server == null && postgres == null) {
                data.giveUp();
            }
            if (!stopping) {
                throw e;
            }
        }
    }

    /**
     * Demo devices first, while the server still takes their last words; then the proxy takes nobody new, the server ends
     * and with it the sockets through the proxy; then the database.
     */
    void stop() {
        stopping = true;
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
            try {
                takeDown();
            } catch (IOException e) {
                console.step("stop", "failed: " + e.getMessage());
            }
        }
    }

    private void takeDown() throws IOException {
        if (demo != null) {
            demo.close();
        }
        if (proxy != null && proxy.isAlive()) {
            console.step("stopping", "the proxy takes no more connections");
            proxy.drain();
        }
        if (server != null) {
            console.step("stopping", "the server ends what is under way");
            server.stop(SERVER_STOPS_WITHIN);
        }
        if (proxy != null) {
            proxy.stop();
        }
        if (postgres != null) {
            postgres.stop();
            console.step("stopped", "all data is on disk");
        }
        if (data != null) {
            data.close();
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** A stop waits for the step under way, and no further one begins. */
    private synchronized void step(Step step) throws IOException {
        if (!stopping) {
            step.run();
        }
    }

    /** Everything that can be wrong from outside is found here, before anything runs. */
    private void check() throws IOException {
        served = proxyProgram.isPresent() ? settings.behindProxy(Ports.freeToKeep()) : settings;
        data = DataFolder.take(settings.data());
        secrets = new Secrets(data);
        stopLeftOver("proxy", Proxy.PID);
        stopLeftOver("server", "run/server.pid");
        Ports.require(settings.bind(), settings.httpPort(), "--port or MUSTER_HTTP_PORT");
        if (settings.httpsPort().isPresent()) {
            Ports.require(settings.bind(), settings.httpsPort().getAsInt(), "MUSTER_HTTPS_PORT");
        }
        data.tell(settings.localUrl());
        if (settings.database().isPresent()) {
            external = Optional.of(Database.external(settings.database().get(), console));
            console.step("database", settings.database().get().url().replaceAll("\\?.*", ""));
        }
        if (proxyProgram.isPresent()) {
            proxy = Proxy.prepare(proxyProgram.get(), data, settings, served.httpPort());
        }
    }

    private void stopLeftOver(String what, String file) throws IOException {
        var leftOver = Child.find(data.path(file));
        if (leftOver.isPresent()) {
            console.step(
                    what, "an earlier one still runs (pid " + leftOver.get().pid() + "): stopping it");
            leftOver.get().stop(SERVER_STOPS_WITHIN);
        }
    }

    private void prepareDatabase() throws IOException {
        var empty = external.isPresent() ? !external.get().hasPeople() : !Postgres.exists(data);
        first = empty;
        secrets.kek(settings.kek(), !empty);
        if (!secrets.formerKeks(settings.formerKeks()).isEmpty()) {
            console.step("key", "a former one is kept as well: ./muster rotate-kek --status");
        }
        if (settings.adminPassword().isEmpty()) {
            newAdminPassword = empty ? Optional.of(secrets.makeFirstAdminPassword()) : secrets.firstAdminPassword();
        }
        if (external.isEmpty()) {
            console.step("database", empty ? "making a PostgreSQL 18 in " + data.path("postgres") : "PostgreSQL 18");
            postgres = Postgres.in(data, secrets.databasePassword(Postgres.SUPERUSER));
        }
    }

    /** Before the server: until that is there, clients hear 503 and when to come back. */
    private void startProxy() throws IOException {
        if (proxy != null) {
            proxy.start();
            console.step("proxy", proxyProgram.get() + ", the server behind it on port " + served.httpPort());
        }
    }

    private boolean proxyRuns() {
        return proxy == null || proxy.isAlive();
    }

    private void startServer() throws IOException {
        log = ServerLog.fromHere(data.path("log"));
        server = new Server(home, data, served, serverSecrets()).start();
        console.step("server", "starting (pid " + server.pid() + ")");
    }

    private Map<String, String> serverSecrets() {
        var database = external.orElseGet(() -> Database.embedded(postgres, secrets));
        var values = new HashMap<>(Map.of(
                "MUSTER_DB_URL", database.url(),
                "MUSTER_DB_USER", database.user(),
                "MUSTER_DB_PASSWORD", database.password(),
                "MUSTER_KEK_PATH", secrets.kek(settings.kek(), true).toString(),
                "MUSTER_ADMIN_EMAIL", settings.adminEmail(),
                "MUSTER_PUBLIC_URL", settings.given().getOrDefault("MUSTER_PUBLIC_URL", settings.localUrl()),
                "MUSTER_ENROLLMENT_KEY", settings.enrollmentKey().orElseGet(secrets::enrollmentKey)));
        values.put("MUSTER_AUTO_ENROLL", String.valueOf(settings.autoEnroll()));
        var former = secrets.formerKeks(settings.formerKeks());
        if (!former.isEmpty()) {
            values.put(
                    "MUSTER_KEK_FORMER_PATH",
                    former.stream().map(Path::toString).collect(Collectors.joining(",")));
        }
        newAdminPassword.ifPresent(password -> values.put("MUSTER_ADMIN_PASSWORD", password));
        settings.oidcSecret().ifPresent(file -> values.put("MUSTER_OIDC_CLIENT_SECRET_PATH", file.toString()));
        values.put(
                "MUSTER_AGENT_COMMAND",
                settings.given()
                        .getOrDefault("MUSTER_AGENT_COMMAND", agentLine().anywhere()));
        values.put(
                "MUSTER_AGENT_COMMAND_REGISTERED",
                settings.given()
                        .getOrDefault(
                                "MUSTER_AGENT_COMMAND_REGISTERED", agentLine().registered()));
        return values;
    }

    private AgentLine agentLine() {
        return new AgentLine(home, settings, data);
    }

    /** While the server boots: it waits for its database by itself. */
    private void startDatabase() throws IOException {
        if (postgres == null) {
            return;
        }
        if (!postgres.start()) {
            server.stop(SERVER_STOPS_WITHIN);
            startServer();
        }
        var ran = Database.prepare(postgres, secrets);
        console.step("schema", ran == 0 ? "current" : ran + " migrations applied");
    }

    private void awaitFirstReadiness() {
        var readiness = new Readiness(served.localUrl());
        var failure = new AtomicReference<Optional<String>>(Optional.empty());
        var ready = readiness.await(READY_WITHIN, () -> {
            failure.set(log.startFailure());
            return !stopping && server.isAlive() && proxyRuns() && failure.get().isEmpty();
        });
        ready = ready && (proxy == null || new Readiness(settings.localUrl()).await(READY_WITHIN, proxy::isAlive));
        if (!ready && !stopping) {
            if (!proxyRuns()) {
                throw new IllegalStateException("HAProxy ended; see " + data.path("log/haproxy.0.log"));
            }
            var why = failure.get()
                    .orElse(
                            server.isAlive()
                                    ? "the server is not ready after " + READY_WITHIN.toSeconds() + " s, "
                                            + readiness.lastAnswer()
                                    : "the server ended while it started");
            throw new IllegalStateException(why + "; see " + data.path("log/server.log"));
        }
    }

    private void startDemo() throws IOException {
        if (demoDevices > 0) {
            demo = new DemoFleet(settings.localUrl(), serverSecrets().get("MUSTER_ENROLLMENT_KEY"), data.path("demo"));
            demo.start(demoDevices);
            console.step("demo", demo.summary());
        }
    }

    private void supervise() throws IOException {
        long backoff = FIRST_BACKOFF;
        while (!stopping) {
            if (server.endsWithin(1_000) && !stopping) {
                var ended = System.nanoTime();
                console.step("server", "ended unexpectedly; starting it again in " + backoff / 1_000 + " s");
                Pause.millis(backoff);
                step(this::startServer);
                backoff = becomesReady(ended) ? FIRST_BACKOFF : Math.min(LONGEST_BACKOFF, backoff * 2);
            }
            step(this::reviveDatabase);
            reviveProxy();
        }
    }

    private void reviveProxy() throws IOException {
        if (!proxyRuns() && !stopping) {
            var pause = proxy.pause();
            console.step("proxy", "ended unexpectedly; starting it again in " + pause / 1_000 + " s");
            Pause.millis(pause);
            step(proxy::start);
        }
    }

    /** A server that became ready did not die of its start, so the next one need not wait longer. */
    private boolean becomesReady(long ended) {
        var readiness = new Readiness(served.localUrl());
        var ready = readiness.await(READY_WITHIN, () -> !stopping && server.isAlive() && databaseRuns());
        if (ready) {
            console.step("server", "ready again after " + Console.since(ended));
        }
        return ready;
    }

    private boolean databaseRuns() {
        try {
            return postgres == null || postgres.running();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void reviveDatabase() throws IOException {
        if (!databaseRuns()) {
            console.step("database", "PostgreSQL ended unexpectedly; starting it again");
            if (!postgres.start()) {
                server.stop(SERVER_STOPS_WITHIN);
            }
        }
    }
}
