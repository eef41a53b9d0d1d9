package dev.muster.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The embedded PostgreSQL: its cluster is {@code postgres/cluster} of the data folder, it listens on loopback only, and
 * everyone proves a password. The postmaster is in a session of its own ({@code pg_ctl start}): Ctrl-C at the terminal
 * does not reach it, and it outlives a killed launcher; {@link #start()} then takes it over.
 */
final class Postgres {

    static final String SUPERUSER = "postgres";

    /** Durability is never traded: fsync and full_page_writes stay on, synchronous_commit too. */
    private static final String CONFIGURATION = """
            # Written by muster up at each start; put settings of your own in postgresql.conf.
            listen_addresses = '127.0.0.1'
            port = %d
            unix_socket_directories = ''
            max_connections = 60
            password_encryption = 'scram-sha-256'
            fsync = on
            full_page_writes = on
            synchronous_commit = on
            shared_buffers = '256MB'
            max_wal_size = '2GB'
            timezone = 'UTC'
            log_timezone = 'UTC'
            logging_collector = on
            log_directory = '%s'
            log_filename = 'postgresql-%%a.log'
            log_file_mode = 0600
            log_truncate_on_rotation = on
            log_rotation_age = '1d'
            """;

    private static final int START_ATTEMPTS = 5;
    private static final String START_LOG = "postgresql-start.log";
    private static final String INCLUDE = "include 'muster.conf'";

    private final Path folder;
    private final Path cluster;
    private final Path log;
    private final String superuserPassword;
    private Path programs;
    private int port;

    private Postgres(DataFolder data, String superuserPassword) throws IOException {
        // as the system names it: running() compares it with the path of a process
        this.folder = Files.createDirectories(data.path("postgres")).toRealPath();
        this.cluster = folder.resolve("cluster");
        this.log = data.path("log");
        this.superuserPassword = superuserPassword;
        port = rememberedPort();
        if (!running() && !Ports.isFree("127.0.0.1", port)) {
            port = Ports.anyFree();
        }
    }

    /** Knows its port from now on, so that the server can be told; does nothing yet. */
    static Postgres in(DataFolder data, String superuserPassword) throws IOException {
        return new Postgres(data, superuserPassword);
    }

    /** Whether the data folder has a cluster already. */
    static boolean exists(DataFolder data) {
        return Files.exists(data.path("postgres/cluster/PG_VERSION"));
    }

    /** Into a folder beside, renamed when complete: a kill in the middle leaves no half cluster. */
    private void initialize() throws IOException {
        var unfinished = cluster.resolveSibling("cluster.new");
        Trees.delete(unfinished);
        var password = Files.createTempFile(cluster.getParent(), "password", null);
        try {
            Files.writeString(password, superuserPassword);
            run(List.of(
                    program("initdb"),
                    "--pgdata=" + unfinished,
                    "--username=" + SUPERUSER,
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--data-checksums",
                    "--no-instructions"));
            var configuration = unfinished.resolve("postgresql.conf");
            Files.writeString(configuration, Files.readString(configuration) + "\n" + INCLUDE + "\n");
        } finally {
            Files.delete(password);
        }
        Files.move(unfinished, cluster, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Makes what is missing and starts the postmaster, or takes over the one that a killed launcher left.
     *
     * @return whether the port is still the one that {@link #url} said before
     */
    boolean start() throws IOException {
        programs = PostgresBinaries.unpack(folder);
        if (!Files.exists(cluster.resolve("PG_VERSION"))) {
            initialize();
        }
        var configuration = cluster.resolve("muster.conf");
        if (running()) {
            if (Files.readString(configuration).equals(configurationFor(port))) {
                return true;
            }
            stop();
        }
        forgetReusedProcessNumber();
        var kept = Ports.isFree("127.0.0.1", port);
        port = kept ? port : Ports.anyFree();
        Files.writeString(configuration, configurationFor(port), StandardCharsets.UTF_8);
        startPostmaster(START_ATTEMPTS);
        return kept;
    }

    private int rememberedPort() throws IOException {
        var configuration = cluster.resolve("muster.conf");
        return Files.exists(configuration) ? portIn(Files.readString(configuration)) : 0;
    }

    /** Right after a kill -9 of the postmaster its backends still hold the shared memory, for a second or two. */
    private void startPostmaster(int attempts) throws IOException {
        try {
            run(List.of(
                    program("pg_ctl"),
                    "start",
                    "--wait",
                    "--timeout=60",
                    "--silent",
                    "--pgdata=" + cluster,
                    "--log=" + log.resolve(START_LOG)));
        } catch (IOException e) {
            if (attempts == 1) {
                throw e;
            }
            Pause.millis(1_000);
            startPostmaster(attempts - 1);
        }
    }

    /**
     * After a crash of the machine the number in postmaster.pid can belong to another program, and PostgreSQL would
     * wait for that one to end. In every other case the file stays: it protects against backends that live on.
     */
    private void forgetReusedProcessNumber() throws IOException {
        var process = postmaster();
        if (process.isPresent() && process.get().isAlive() && !running()) {
            Files.delete(pidFile());
        }
    }

    /** Open transactions are rolled back, everything committed is on disk; returns when the postmaster has ended. */
    void stop() throws IOException {
        if (running()) {
            programs = PostgresBinaries.unpack(folder);
            run(List.of(
                    program("pg_ctl"),
                    "stop",
                    "--wait",
                    "--timeout=60",
                    "--silent",
                    "--mode=fast",
                    "--pgdata=" + cluster));
        }
    }

    /** Whether this cluster's postmaster is alive; a stale process number does not count. */
    boolean running() throws IOException {
        return postmaster()
                .flatMap(process -> process.info().command())
                .filter(command -> Path.of(command).startsWith(folder))
                .isPresent();
    }

    private Optional<ProcessHandle> postmaster() throws IOException {
        if (!Files.exists(pidFile())) {
            return Optional.empty();
        }
        var lines = Files.readAllLines(pidFile());
        return lines.isEmpty() || !lines.get(0).matches("[0-9]+")
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(lines.get(0)));
    }

    private Path pidFile() {
        return cluster.resolve("postmaster.pid");
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private String configurationFor(int number) {
        return CONFIGURATION.formatted(number, log);
    }

    private static int portIn(String configuration) {
        return configuration
                .lines()
                .filter(line -> line.startsWith("port = "))
                .mapToInt(line -> Integer.parseInt(line.substring("port = ".length())))
                .findFirst()
                .orElse(0);
    }

    private String program(String name) {
        return programs.resolve("bin").resolve(name).toString();
    }

    /**
     * PostgreSQL refuses to run as root; in a user namespace of its own, which maps nobody, it is not root and still
     * owns its files.
     */
    private void run(List<String> command) throws IOException {
        var whole = new ArrayList<String>();
        if ("root".equals(System.getProperty("user.name"))
                && System.getProperty("os.name").startsWith("Linux")) {
            whole.addAll(List.of("unshare", "--user"));
        }
        whole.addAll(command);
        var output = log.resolve(START_LOG);
        var process = new ProcessBuilder(whole)
                .directory(cluster.getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(90, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroy();
                throw new IOException(Path.of(command.get(0)).getFileName() + " failed, see " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
