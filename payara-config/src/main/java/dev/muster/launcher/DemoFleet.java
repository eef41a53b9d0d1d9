package dev.muster.launcher;

import dev.muster.agent.Agent;
import dev.muster.agent.AgentConfig;
import dev.muster.agent.DemoKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.FileHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Devices to look at: agents as they run on a real device, each with its own data folder, on threads of this JVM. */
final class DemoFleet implements AutoCloseable {

    private static final List<DemoKind> KINDS =
            List.of(DemoKind.PRESS, DemoKind.PUMP, DemoKind.FREEZER, DemoKind.GATEWAY);
    private static final Logger AGENT_LOG = Logger.getLogger("dev.muster.agent");
    private static final Duration BEAT = Duration.ofSeconds(2);
    /** From here on a beat every 2 s each would be a load test, not a demo. */
    private static final int MANY = 50;

    private final URI server;
    private final String enrollmentKey;
    private final Path folder;
    private final List<Agent> agents = new ArrayList<>();

    DemoFleet(String server, String enrollmentKey, Path folder) {
        this.server = URI.create(server);
        this.enrollmentKey = enrollmentKey;
        this.folder = folder;
    }

    /** What the agents log goes into one file beside their data, not between the launcher's own lines. */
    private void logToFile() throws IOException {
        var file = new FileHandler(folder.resolve("demo.%g.log").toString(), 10 << 20, 2, true);
        file.setFormatter(new SimpleFormatter());
        AGENT_LOG.addHandler(file);
        // what a real agent logs, so that `send demo-01 logs 20` has something to show
        AGENT_LOG.setLevel(Level.INFO);
        AGENT_LOG.setUseParentHandlers(false);
    }

    /** @param count devices, named {@code demo-01} and so on; the kinds take turns */
    void start(int count) throws IOException {
        logToFile();
        for (int number = 1; number <= count; number++) {
            var id = String.format(Locale.ROOT, "demo-%02d", number);
            var kind = KINDS.get((number - 1) % KINDS.size());
            var agent = new Agent(AgentConfig.of(server, id, enrollmentKey, folder.resolve(id))
                    .simulating(kind)
                    .named(label(kind, number))
                    .every(count > MANY ? BEAT.multipliedBy(5) : BEAT));
            agent.start();
            agents.add(agent);
        }
    }

    private static String label(DemoKind kind, int number) {
        var word = kind.word();
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1) + " "
                + ((number - 1) / KINDS.size() + 1);
    }

    String summary() {
        return String.format(Locale.ROOT, "%d devices, demo-01 to demo-%02d", agents.size(), agents.size());
    }

    /** All at once: each may take two seconds to say goodbye. */
    @Override
    public void close() {
        agents.parallelStream().forEach(Agent::close);
    }
}
