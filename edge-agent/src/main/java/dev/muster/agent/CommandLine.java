package dev.muster.agent;

import dev.muster.agent.link.Framing;
import dev.muster.agent.store.Identity;
import dev.muster.agent.store.QueueBounds;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.UUID;

/** Turns arguments, a properties file and the environment, in this order of weight, into a configuration. */
final class CommandLine {

    static final String USAGE = """
            Usage: java -jar muster-agent.jar --server URL --id ID --enrollment-key-file FILE --data DIR

              --server URL                 address of the Muster server
              --id ID                      device id: letters, digits and . _ : -, at most 64
              --enrollment-key-file FILE   a file that holds the enrollment key, needed for the first contact; also
                                           from MUSTER_ENROLLMENT_KEY
              --enrollment-key KEY         the key itself, which then stands in the process list
              --secret-file FILE           in place of a key: a file that holds the secret of a device registered by
                                           hand; also from MUSTER_DEVICE_SECRET
              --factory-key-file FILE      in place of both: a file that holds the factory key of its product batch;
                                           also from MUSTER_FACTORY_KEY
              --factory-key KEY            the key itself, which then stands in the process list
              --factory-key-id KID         id of that factory key
              --data DIR                   folder for identity and queue
              --interval SECONDS           time between readings (5)
              --transport socket|checkin   open WebSocket, or signed check-ins only (socket)
              --frames off|signed|encrypted  says everything in frames of the wire contract (off)
              --kind KIND                  adds simulated sensors: pump, freezer, press, gateway (none)
              --name LABEL                 label proposed at enrollment
              --queue-size MIB             room for what waits for the server (96); beyond it the oldest telemetry goes
              --queue-age DAYS             running time after which waiting telemetry goes (30)
              --queue-memory MIB           room for it in memory while the disk takes no writes (16)
              --config FILE                properties file with these names without the dashes
              --verbose                    logs more
              --help, --version
            """;

    private static final List<String> WITH_VALUE = List.of(
            "server",
            "id",
            "enrollment-key",
            "enrollment-key-file",
            "secret-file",
            "factory-key",
            "factory-key-file",
            "factory-key-id",
            "data",
            "interval",
            "transport",
            "frames",
            "kind",
            "name",
            "queue-size",
            "queue-age",
            "queue-memory",
            "config");

    private final Map<String, String> values = new HashMap<>();
    private boolean help;
    private boolean version;
    private boolean verbose;

    /** @throws IllegalArgumentException with the one sentence for the person who typed it */
    static CommandLine parse(String[] arguments, Map<String, String> environment) {
        var line = new CommandLine();
        line.read(arguments);
        if (!line.help && !line.version) {
            line.readFile();
            line.proof("enrollment-key", "the enrollment key", environment.get("MUSTER_ENROLLMENT_KEY"));
            line.proof("secret", "the secret", environment.get("MUSTER_DEVICE_SECRET"));
            line.proof("factory-key", "the factory key", environment.get("MUSTER_FACTORY_KEY"));
        }
        return line;
    }

    boolean wantsHelp() {
        return help;
    }

    boolean wantsVersion() {
        return version;
    }

    boolean isVerbose() {
        return verbose;
    }

    AgentConfig config() {
        var config = AgentConfig.of(server(), required("id"), values.get("enrollment-key"), Path.of(required("data")))
                .every(interval())
                .over(LinkMode.named(values.getOrDefault("transport", "socket")))
                .framing(Framing.named(values.getOrDefault("frames", "off")))
                .simulating(DemoKind.named(values.getOrDefault("kind", "none")))
                .keeping(QueueBounds.ofMebibytes(
                        whole("queue-size", 96, 1, 65_536),
                        whole("queue-age", 30, 1, 3_650),
                        whole("queue-memory", 16, 1, 1_024)));
        config = config.holding(given());
        return values.containsKey("name") ? config.named(values.get("name")) : config;
    }

    private void read(String[] arguments) {
        for (var i = 0; i < arguments.length; i++) {
            var argument = arguments[i];
            switch (argument) {
                case "--help", "-h" -> help = true;
                case "--version" -> version = true;
                case "--verbose" -> verbose = true;
                default -> {
                    var equals = argument.indexOf('=');
                    var name = option(equals > 0 ? argument.substring(0, equals) : argument);
                    if (equals < 0 && i + 1 == arguments.length) {
                        throw new IllegalArgumentException(argument + " needs a value");
                    }
                    var value = equals > 0 ? argument.substring(equals + 1) : arguments[++i];
                    if (values.put(name, value) != null) {
                        throw new IllegalArgumentException("--" + name + " is given twice");
                    }
                }
            }
        }
    }

    private static String option(String argument) {
        if (argument.startsWith("--") && WITH_VALUE.contains(argument.substring(2))) {
            return argument.substring(2);
        }
        throw new IllegalArgumentException("unknown argument " + argument + "; --help lists what there is");
    }

    private void readFile() {
        if (!values.containsKey("config")) {
            return;
        }
        var file = Path.of(values.get("config"));
        var properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (IOException e) {
            throw new IllegalArgumentException("the configuration " + file + " cannot be read");
        }
        var unknown = new TreeSet<>(properties.stringPropertyNames());
        unknown.removeAll(WITH_VALUE);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown setting " + unknown.first() + " in " + file);
        }
        properties.stringPropertyNames().forEach(name -> values.putIfAbsent(name, properties.getProperty(name)));
    }

    /** From the line itself, else from the file that it names, else from the environment. */
    private void proof(String name, String what, String otherwise) {
        var file = values.get(name + "-file");
        try {
            values.putIfAbsent(
                    name,
                    file == null ? otherwise : Files.readString(Path.of(file)).strip());
        } catch (IOException e) {
            throw new IllegalArgumentException(what + " file " + file + " cannot be read");
        }
    }

    /** The secret that this device has from the start; null where it has none. */
    private Identity given() {
        var secret = values.get("secret");
        var factoryKey = values.get("factory-key");
        if (secret != null && factoryKey != null) {
            throw new IllegalArgumentException("a device has a secret of its own or one of a factory key, not both");
        }
        if (factoryKey == null) {
            return secret == null ? null : Identity.registered(required("id"), secret);
        }
        var kid = required("factory-key-id");
        if (!kid.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
            throw new IllegalArgumentException("--factory-key-id is the id that the factory key was made with");
        }
        return Identity.ofFactory(required("id"), UUID.fromString(kid), factoryKey);
    }

    private URI server() {
        try {
            return URI.create(required("server"));
        } catch (IllegalArgumentException e) {
            if (values.containsKey("server")) {
                throw new IllegalArgumentException("the server address " + values.get("server") + " is no URL");
            }
            throw e;
        }
    }

    private Duration interval() {
        var text = values.getOrDefault("interval", "5");
        if (!text.matches("\\d{1,5}(\\.\\d{1,3})?")) {
            throw new IllegalArgumentException("--interval is a number of seconds, not " + text);
        }
        return Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
    }

    private int whole(String name, int usual, int least, int most) {
        var text = values.get(name);
        if (text == null) {
            return usual;
        }
        var number = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw new IllegalArgumentException(
                    "--" + name + " is a whole number from " + least + " to " + most + ", not " + text);
        }
        return number;
    }

    private String required(String name) {
        var value = values.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("--" + name + " is missing; --help lists what there is");
        }
        return value;
    }
}
