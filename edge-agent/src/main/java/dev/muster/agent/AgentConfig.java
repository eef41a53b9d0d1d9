package dev.muster.agent;

import dev.muster.agent.link.Framing;
import dev.muster.agent.store.Identity;
import dev.muster.agent.store.QueueBounds;
import dev.muster.protocol.DeviceId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * What one agent has to know.
 *
 * @param server base address, {@code http} or {@code https}; paths of the contract are resolved against it
 * @param id the device id
 * @param enrollmentKey proves at the first contact that this device belongs here; may be null once enrolled
 * @param given the secret that this device has before its first contact, in place of a key; null for none
 * @param dataDir the agent's own folder: identity, queue
 * @param interval time between readings
 * @param kind simulated sensors beside the real figures
 * @param mode socket or check-ins
 * @param framing whether it speaks in frames
 * @param name label the device proposes at enrollment; null leaves it to the server
 * @param queue how much may wait for the server
 */
public record AgentConfig(
        URI server,
        String id,
        String enrollmentKey,
        Identity given,
        Path dataDir,
        Duration interval,
        DemoKind kind,
        LinkMode mode,
        Framing framing,
        String name,
        QueueBounds queue) {

    private static final Duration LEAST = Duration.ofMillis(10);
    private static final Duration MOST = Duration.ofDays(1);

    public AgentConfig {
        requireServer(server);
        DeviceId.require(id);
        Objects.requireNonNull(dataDir, "a data folder is needed");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(framing, "framing");
        Objects.requireNonNull(queue, "queue");
        if (interval.compareTo(LEAST) < 0 || interval.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("the interval between readings is 0.01 to 86400 seconds");
        }
    }

    /** A socket agent with a reading each 5 s and no simulated sensors. */
    public static AgentConfig of(URI server, String id, String enrollmentKey, Path dataDir) {
        return new AgentConfig(
                server,
                id,
                enrollmentKey,
                null,
                dataDir,
                Duration.ofSeconds(5),
                DemoKind.NONE,
                LinkMode.SOCKET,
                Framing.OFF,
                null,
                QueueBounds.USUAL);
    }

    public AgentConfig every(Duration readings) {
        return new AgentConfig(server, id, enrollmentKey, given, dataDir, readings, kind, mode, framing, name, queue);
    }

    public AgentConfig simulating(DemoKind sensors) {
        return new AgentConfig(
                server, id, enrollmentKey, given, dataDir, interval, sensors, mode, framing, name, queue);
    }

    public AgentConfig over(LinkMode transport) {
        return new AgentConfig(
                server, id, enrollmentKey, given, dataDir, interval, kind, transport, framing, name, queue);
    }

    public AgentConfig framing(Framing use) {
        return new AgentConfig(server, id, enrollmentKey, given, dataDir, interval, kind, mode, use, name, queue);
    }

    public AgentConfig named(String label) {
        return new AgentConfig(server, id, enrollmentKey, given, dataDir, interval, kind, mode, framing, label, queue);
    }

    public AgentConfig holding(Identity secret) {
        return new AgentConfig(server, id, enrollmentKey, secret, dataDir, interval, kind, mode, framing, name, queue);
    }

    public AgentConfig keeping(QueueBounds bounds) {
        return new AgentConfig(server, id, enrollmentKey, given, dataDir, interval, kind, mode, framing, name, bounds);
    }

    @Override
    public String toString() {
        return "AgentConfig[" + id + " at " + server + " in " + dataDir + "]";
    }

    private static void requireServer(URI server) {
        Objects.requireNonNull(server, "a server address is needed");
        var web = "http".equalsIgnoreCase(server.getScheme()) || "https".equalsIgnoreCase(server.getScheme());
        if (!web || server.getHost() == null || server.getQuery() != null || server.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the server address looks like https://muster.example or http://127.0.0.1:8080, not " + server);
        }
    }
}
