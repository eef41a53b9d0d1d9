package dev.muster.launcher;

import dev.muster.identity.control.PasswordRule;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What {@code muster up} is told: {@code MUSTER_*} of the environment, or of {@code muster.properties} in the data
 * folder, where the environment wins. A name that nobody knows or a value that does not fit stops the start.
 *
 * @param given every setting that was given, by its environment name; what the server itself reads is in it too
 */
record Settings(
        Path data,
        int httpPort,
        OptionalInt httpsPort,
        String bind,
        Optional<ExternalDatabase> database,
        String adminEmail,
        Optional<String> adminPassword,
        Optional<String> enrollmentKey,
        Optional<Path> kek,
        List<Path> formerKeks,
        Optional<Path> oidcSecret,
        Map<String, String> given) {

    static final String FILE = "muster.properties";
    static final String LOOPBACK = "127.0.0.1";

    private static final String ADMIN_EMAIL = "admin@localhost";

    private static final Set<String> OWN = Set.of(
            "MUSTER_HTTP_PORT",
            "MUSTER_HTTPS_PORT",
            "MUSTER_BIND",
            "MUSTER_TRUSTED_PROXY",
            "MUSTER_PROXY_CONNECTIONS_PER_ADDRESS",
            "MUSTER_PROXY_REQUESTS_PER_ADDRESS",
            "MUSTER_DATA_DIR",
            "MUSTER_DB_URL",
            "MUSTER_DB_USER",
            "MUSTER_DB_PASSWORD",
            "MUSTER_DB_OWNER_USER",
            "MUSTER_DB_OWNER_PASSWORD",
            "MUSTER_ADMIN_EMAIL",
            "MUSTER_ADMIN_PASSWORD",
            "MUSTER_ENROLLMENT_KEY",
            "MUSTER_AUTO_ENROLL",
            "MUSTER_KEK_PATH",
            "MUSTER_KEK_FORMER_PATH");
    /** Read by the command line for its own calls, and so allowed to be there. */
    private static final Set<String> COMMAND_LINE = Set.of("MUSTER_URL", "MUSTER_TOKEN", "MUSTER_ORG");

    /** A setting that means nothing without another. */
    private static final Map<String, String> NEEDS = Map.of(
            "MUSTER_SMTP_URL", "MUSTER_MAIL_FROM",
            "MUSTER_DB_USER", "MUSTER_DB_URL",
            "MUSTER_DB_PASSWORD", "MUSTER_DB_URL",
            "MUSTER_DB_OWNER_USER", "MUSTER_DB_URL",
            "MUSTER_DB_OWNER_PASSWORD", "MUSTER_DB_OWNER_USER",
            "MUSTER_OIDC_ISSUER", "MUSTER_OIDC_CLIENT_ID",
            "MUSTER_OIDC_CLIENT_ID", "MUSTER_OIDC_ISSUER",
            "MUSTER_OIDC_CLIENT_SECRET_PATH", "MUSTER_OIDC_ISSUER",
            "MUSTER_MQTT_USER", "MUSTER_MQTT_URL",
            "MUSTER_MQTT_PASSWORD_PATH", "MUSTER_MQTT_USER");

    /** A PostgreSQL of the operator's. The owner migrates; without one the schema has to be current already. */
    record ExternalDatabase(String url, String user, String password, Optional<Owner> owner) {

        record Owner(String user, String password) {}
    }

    static String environmentName(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(java.util.Locale.ROOT);
    }

    /**
     * @param environment the process environment
     * @param serverNames the names that the server reads by itself
     * @param portOption {@code --port}, which wins over MUSTER_HTTP_PORT
     * @throws StartRefused naming the setting that is wrong or unknown
     */
    static Settings read(Map<String, String> environment, Set<String> serverNames, OptionalInt portOption) {
        var data = Path.of(environment.getOrDefault("MUSTER_DATA_DIR", "data"))
                .toAbsolutePath()
                .normalize();
        var given = new TreeMap<>(fromFile(data.resolve(FILE)));
        environment.forEach((name, value) -> {
            if (name.startsWith("MUSTER_")) {
                given.put(name, value);
            }
        });
        for (var name : given.keySet()) {
            if (!OWN.contains(name) && !COMMAND_LINE.contains(name) && !serverNames.contains(name)) {
                throw new StartRefused(name + " is not a setting of Muster; docs/operations.md lists them");
            }
        }
        NEEDS.forEach((name, other) -> {
            if (given.containsKey(name) && !given.containsKey(other)) {
                throw new StartRefused(name + " is set, but " + other + " is not");
            }
        });
        var values = new Values(given);
        values.flag("MUSTER_AUTO_ENROLL");
        values.flag("MUSTER_OIDC_LINK_BY_EMAIL");
        values.flag("MUSTER_OIDC_SECOND_FACTOR");
        values.flag("MUSTER_OIDC_ONLY");
        values.protectedUrl("MUSTER_OIDC_ISSUER");
        values.server("MUSTER_SMTP_URL", "smtp");
        values.email("MUSTER_MAIL_FROM");
        values.server("MUSTER_MQTT_URL", "mqtt");
        values.broker("MUSTER_MQTT_URL");
        values.addresses("MUSTER_TRUSTED_PROXY");
        Proxy.LIMITS.forEach(values::count);
        return new Settings(
                data,
                portOption.isPresent()
                        ? portOption.getAsInt()
                        : values.port("MUSTER_HTTP_PORT").orElse(8080),
                values.port("MUSTER_HTTPS_PORT"),
                values.address("MUSTER_BIND").orElse(LOOPBACK),
                database(values),
                values.email("MUSTER_ADMIN_EMAIL").orElse(ADMIN_EMAIL),
                values.password(
                        "MUSTER_ADMIN_PASSWORD",
                        values.email("MUSTER_ADMIN_EMAIL").orElse(ADMIN_EMAIL)),
                values.text("MUSTER_ENROLLMENT_KEY"),
                values.file("MUSTER_KEK_PATH"),
                values.files("MUSTER_KEK_FORMER_PATH"),
                values.file("MUSTER_OIDC_CLIENT_SECRET_PATH"),
                Map.copyOf(given));
    }

    /**
     * The same for a server that only the proxy of this machine reaches, and believes it who asks.
     *
     * @throws StartRefused when another proxy is named: all that comes by it would be one address for this one
     */
    Settings behindProxy(int port) {
        if (given.containsKey("MUSTER_TRUSTED_PROXY")) {
            throw new StartRefused("MUSTER_TRUSTED_PROXY names a proxy, and --proxy starts one: choose one of them");
        }
        var told = new TreeMap<>(given);
        told.put("MUSTER_TRUSTED_PROXY", LOOPBACK);
        return new Settings(
                data,
                port,
                OptionalInt.empty(),
                LOOPBACK,
                database,
                adminEmail,
                adminPassword,
                enrollmentKey,
                kek,
                formerKeks,
                oidcSecret,
                Map.copyOf(told));
    }

    /** Where this machine reaches the server, also when it listens on all addresses. */
    String localUrl() {
        var anywhere = bind.equals("0.0.0.0") || bind.equals("::");
        var host = anywhere ? LOOPBACK : bind.contains(":") ? "[" + bind + "]" : bind;
        return "http://" + host + ":" + httpPort;
    }

    /**
     * Whether the first enrollment key admits devices without a person: by itself only one that was made here, in a file that
     * nobody else reads, for a server that nobody else reaches.
     */
    boolean autoEnroll() {
        var told = given.get("MUSTER_AUTO_ENROLL");
        return told == null ? enrollmentKey.isEmpty() && isLoopback() : told.equals("true");
    }

    private boolean isLoopback() {
        try {
            return InetAddress.getByName(bind).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static Optional<ExternalDatabase> database(Values values) {
        var url = values.text("MUSTER_DB_URL");
        if (url.isEmpty()) {
            return Optional.empty();
        }
        if (!url.get().startsWith("jdbc:postgresql:")) {
            throw new StartRefused("MUSTER_DB_URL has to begin with jdbc:postgresql:");
        }
        var owner = values.text("MUSTER_DB_OWNER_USER")
                .map(user -> new ExternalDatabase.Owner(user, values.required("MUSTER_DB_OWNER_PASSWORD")));
        return Optional.of(new ExternalDatabase(
                url.get(), values.required("MUSTER_DB_USER"), values.required("MUSTER_DB_PASSWORD"), owner));
    }

    private static Map<String, String> fromFile(Path file) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new StartRefused(file + " cannot be read: " + e.getMessage(), e);
        }
        if (properties.containsKey("MUSTER_DATA_DIR")) {
            throw new StartRefused("MUSTER_DATA_DIR is only read from the environment, not from " + file);
        }
        var values = new TreeMap<String, String>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return values;
    }

    /** The given values, each read as what it has to be. */
    private record Values(Map<String, String> given) {

        Optional<String> text(String name) {
            var value = given.get(name);
            if (value != null && value.isBlank()) {
                throw new StartRefused(name + " is empty");
            }
            return Optional.ofNullable(value);
        }

        String required(String name) {
            return text(name).orElseThrow(() -> new StartRefused(name + " is missing"));
        }

        OptionalInt port(String name) {
            var value = text(name);
            if (value.isEmpty()) {
                return OptionalInt.empty();
            }
            if (!value.get().matches("[0-9]{1,5}") || !isPort(Integer.parseInt(value.get()))) {
                throw new StartRefused(name + " has to be a port from 1 to 65535, not " + value.get());
            }
            return OptionalInt.of(Integer.parseInt(value.get()));
        }

        void count(String name) {
            if (text(name).filter(value -> !value.matches("[1-9][0-9]{0,7}")).isPresent()) {
                throw new StartRefused(name + " has to be a whole number from 1 up, not " + given.get(name));
            }
        }

        void flag(String name) {
            if (text(name)
                    .filter(value -> !value.equals("true") && !value.equals("false"))
                    .isPresent()) {
                throw new StartRefused(name + " has to be true or false, not " + given.get(name));
            }
        }

        /** A provider that people's browsers and this server trust: over TLS, or on this machine. */
        void protectedUrl(String name) {
            if (text(name)
                    .filter(value -> !value.matches("https://[^/\\s]+\\S*")
                            && !value.matches("http://(localhost|127\\.[0-9.]+|\\[::1])(:[0-9]+)?(/\\S*)?"))
                    .isPresent()) {
                throw new StartRefused(name + " has to be an https:// address, not " + given.get(name));
            }
        }

        /** {@code scheme://…}, or {@code schemes://…} over TLS. Its password is not repeated. */
        void server(String name, String scheme) {
            if (text(name)
                    .filter(value -> !value.matches(scheme + "s?://[^/\\s]+/?"))
                    .isPresent()) {
                throw new StartRefused(
                        name + " has to begin with " + scheme + "s:// or " + scheme + ":// and name a host");
            }
        }

        /** Its login has settings of its own; in clear text only on this machine. */
        void broker(String name) {
            if (text(name)
                    .filter(value -> value.contains("@")
                            || value.startsWith("mqtt:")
                                    && !value.matches("mqtt://(localhost|127\\.[0-9.]+|\\[::1])(:[0-9]+)?/?"))
                    .isPresent()) {
                throw new StartRefused(name + " has to be mqtts:// for another machine, without a user in it");
            }
        }

        Optional<String> email(String name) {
            if (text(name).filter(value -> !value.matches("[^@\\s]+@[^@\\s]+")).isPresent()) {
                throw new StartRefused(name + " has to be an e-mail address, not " + given.get(name));
            }
            return text(name);
        }

        Optional<String> password(String name, String email) {
            text(name).flatMap(value -> PasswordRule.broken(value, email)).ifPresent(broken -> {
                throw new StartRefused(name + ": " + broken);
            });
            return text(name);
        }

        Optional<String> address(String name) {
            return text(name).map(value -> {
                try {
                    return InetAddress.getByName(value).getHostAddress();
                } catch (UnknownHostException e) {
                    throw new StartRefused(name + " has to be an address of this machine, not " + value, e);
                }
            });
        }

        /** Refuses what {@code dev.muster.listener.TrustedProxy} would: names, networks, anything but addresses. */
        void addresses(String name) {
            var wrong = text(name).stream()
                    .flatMap(list -> Stream.of(list.split(",")))
                    .map(String::strip)
                    .filter(entry -> !isAddress(entry))
                    .findFirst();
            if (wrong.isPresent()) {
                throw new StartRefused(name + " has to be IP addresses, not " + wrong.get());
            }
        }

        private static boolean isAddress(String literal) {
            try {
                return (literal.contains(":") || literal.matches("[0-9]+(\\.[0-9]+){3}"))
                        && InetAddress.getByName(literal) != null;
            } catch (UnknownHostException e) {
                return false;
            }
        }

        Optional<Path> file(String name) {
            return text(name).map(value -> file(name, value));
        }

        List<Path> files(String name) {
            return text(name).stream()
                    .flatMap(list -> Stream.of(list.split(",")))
                    .map(value -> file(name, value.strip()))
                    .toList();
        }

        private static Path file(String name, String value) {
            if (!Files.isRegularFile(Path.of(value))) {
                throw new StartRefused(name + " names " + value + ", which is not a file");
            }
            return Path.of(value).toAbsolutePath();
        }
    }

    static boolean isPort(int number) {
        return number >= 1 && number <= 65_535;
    }
}
