package dev.muster.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/** The built tree that this launcher belongs to. {@code root} is the folder of the script {@code muster}. */
record Home(Path root) {

    private static final String DEFAULTS = "META-INF/microprofile-config.properties";

    /** @throws StartRefused when a part is not built, naming it */
    static Home find() {
        try {
            var jar = Path.of(Home.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            // <root>/payara-config/target/muster-launcher.jar, or target/classes in a test
            var home = new Home(jar.getParent().getParent().getParent());
            home.require(home.war());
            return home;
        } catch (URISyntaxException e) {
            throw new StartRefused("the launcher does not know where it is", e);
        }
    }

    private void require(Path part) {
        if (!Files.isRegularFile(part)) {
            throw new StartRefused(part + " is missing: build it with mvn package -DskipTests");
        }
    }

    /** @throws StartRefused when the server is not unpacked */
    Home withServer() {
        require(microLauncher());
        require(listener());
        return this;
    }

    /** What the server loads into its network listeners. */
    Path listener() {
        return root.resolve("payara-config/target/muster-listener.jar");
    }

    Path war() {
        return root.resolve("web-module/target/muster.war");
    }

    /** Payara Micro as {@code --outputlauncher} unpacked it: the jar's manifest names the runtime beside it. */
    Path micro() {
        return root.resolve("payara-config/target/server/micro");
    }

    Path microLauncher() {
        return micro().resolve("launch-micro.jar");
    }

    /** Recorded classes of the server; only good for the JVM that wrote them. */
    Path classArchive() {
        return micro().resolveSibling("classes-" + System.getProperty("java.vm.version") + ".jsa");
    }

    Path agent() {
        return root.resolve("edge-agent/target/muster-agent.jar");
    }

    /** The names, as environment variables, of the settings that the server in the WAR knows. */
    Set<String> serverSettings() {
        return serverDefaults().keySet();
    }

    /** The same with their defaults. */
    Map<String, String> serverDefaults() {
        try (var war = new ZipFile(war().toFile())) {
            var ejb = war.stream()
                    .filter(entry -> entry.getName().startsWith("WEB-INF/lib/muster-ejb"))
                    .findFirst();
            return ejb.isEmpty() ? Map.of() : defaultsIn(war.getInputStream(ejb.get()));
        } catch (IOException e) {
            throw new StartRefused(war() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> defaultsIn(InputStream jar) throws IOException {
        try (var entries = new ZipInputStream(jar)) {
            for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                if (entry.getName().equals(DEFAULTS)) {
                    var defaults = new Properties();
                    defaults.load(entries);
                    return defaults.stringPropertyNames().stream()
                            .filter(name -> name.startsWith("muster."))
                            .collect(Collectors.toMap(
                                    Settings::environmentName,
                                    defaults::getProperty,
                                    (one, other) -> one,
                                    TreeMap::new));
                }
            }
            return Map.of();
        }
    }
}
