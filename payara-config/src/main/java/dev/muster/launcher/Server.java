package dev.muster.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The server: Payara Micro with the WAR at {@code /}, as a child JVM. Its configuration is made anew at each start from
 * the shared asadmin scripts, so that nothing of an earlier run remains; secrets reach it by its environment.
 */
final class Server {

    private static final String CONFIG = "configs.config.server-config";
    /** What the server and its listeners read beside the settings that have a default. */
    private static final Set<String> WITHOUT_DEFAULT = Set.of("MUSTER_ADMIN_PASSWORD", "MUSTER_TRUSTED_PROXY");

    private static final String LISTENERS = CONFIG + ".network-config.network-listeners.network-listener.";
    /**
     * Between SIGTERM and the stop of the listeners the server still answers, for this many milliseconds: what is under
     * way ends, and the application says no to new work.
     */
    private static final int GRACE_MILLIS = 3_000;

    private final Home home;
    private final DataFolder data;
    private final Settings settings;
    private final Map<String, String> environment;

    /** @param secrets what the server is told beside the given settings, by environment name */
    Server(Home home, DataFolder data, Settings settings, Map<String, String> secrets) {
        this.home = home;
        this.data = data;
        this.settings = settings;
        this.environment = environment(settings.given(), home.serverSettings(), secrets);
    }

    /** Only what the server reads: not the owner's login, which may change the schema, nor the command line's token. */
    static Map<String, String> environment(
            Map<String, String> given, Set<String> serverSettings, Map<String, String> secrets) {
        var environment = new HashMap<>(given);
        environment.keySet().removeIf(name -> !serverSettings.contains(name) && !WITHOUT_DEFAULT.contains(name));
        environment.putAll(secrets);
        return environment;
    }

    Child start() throws IOException {
        var archive = home.classArchive();
        var options = Files.exists(archive)
                ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off")
                : List.<String>of();
        var builder = builder(options, List.of("--shutdowngrace", String.valueOf(GRACE_MILLIS)))
                .redirectErrorStream(true)
                .redirectOutput(ServerLog.console(data.path("log/server-console.log")));
        var started = builder.start();
        started.getOutputStream().close();
        return Child.record(started.toHandle(), data.path("run/server.pid"));
    }

    /** A run that deploys, writes the archive of the classes it loaded, and ends. */
    ProcessBuilder training(Path archive) throws IOException {
        return builder(List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off"), List.of("--warmup"));
    }

    private ProcessBuilder builder(List<String> jvmOptions, List<String> serverOptions) throws IOException {
        var instance = data.fresh("micro");
        Trees.copy(home.micro().resolve("config"), instance.resolve("config"));
        Trees.copy(home.micro().resolve("lib"), instance.resolve("lib"));
        Files.copy(home.listener(), instance.resolve("lib/muster-listener.jar"));
        Files.createDirectories(instance.resolve("tmp"));
        if (settings.httpsPort().isPresent()) {
            Certificate.install(data, settings.bind(), instance.resolve("config/keystore.p12"));
        }
        ServerLog.configure(instance.resolve("config/logging.properties"), data.path("log"));
        var boot = script(instance, "before-boot", Stream.concat(listeners(), template("hardening.asadmin")));
        var pool = script(instance, "after-boot", Stream.concat(template("pool.asadmin"), resource()));

        var command = jvm(instance, jvmOptions);
        command.addAll(List.of(
                "fish.payara.micro.impl.PayaraMicroImpl",
                "--rootdir",
                instance.toString(),
                "--nocluster",
                "--disablephonehome",
                "--port",
                String.valueOf(settings.httpPort()),
                "--prebootcommandfile",
                boot.toString(),
                "--postbootcommandfile",
                pool.toString(),
                "--contextroot",
                "/",
                "--deploy",
                home.war().toString()));
        settings.httpsPort().ifPresent(port -> command.addAll(List.of("--sslport", String.valueOf(port))));
        command.addAll(serverOptions);
        var builder = new ProcessBuilder(Child.unreachableByCtrlC(command)).directory(instance.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MUSTER_"));
        builder.environment().putAll(environment);
        return builder;
    }

    private List<String> jvm(Path instance, List<String> moreOptions) throws IOException {
        var launcher = home.microLauncher();
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xms128m",
                "-Xmx640m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + instance.resolve("tmp"),
                "-Dproduct.name=",
                "-Dfish.payara.micro.BootJar=" + launcher.toUri(),
                "-Dfish.payara.micro.UnpackDir=" + home.micro()));
        command.addAll(moreOptions);
        command.addAll(moduleOptions(launcher));
        command.addAll(List.of("-cp", launcher.toString()));
        return command;
    }

    /** What {@code java -jar} would take from the jar's manifest. */
    private static List<String> moduleOptions(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            var attributes = file.getManifest().getMainAttributes();
            var options = new ArrayList<String>();
            for (var name : attributes.getValue("Add-Exports").split("\\s+")) {
                options.add("--add-exports=" + name + "=ALL-UNNAMED");
            }
            for (var name : attributes.getValue("Add-Opens").split("\\s+")) {
                options.add("--add-opens=" + name + "=ALL-UNNAMED");
            }
            return options;
        }
    }

    private Stream<String> listeners() throws IOException {
        var address = InetAddress.getByName(settings.bind()).getHostAddress();
        return Stream.of("http-listener", "https-listener")
                .map(listener -> "set " + LISTENERS + listener + ".address=" + address);
    }

    private static Stream<String> template(String name) {
        return Database.resource(name)
                .replace("@config@", CONFIG)
                .replace("@https@", "https-listener")
                .replace("@http@", "http-listener")
                .lines();
    }

    private static Stream<String> resource() {
        return Stream.of("create-jdbc-resource --connectionpoolid=muster-pool jdbc/muster");
    }

    private static Path script(Path folder, String name, Stream<String> lines) throws IOException {
        var commands =
                lines.filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
        return Files.write(folder.resolve(name + ".asadmin"), commands);
    }
}
