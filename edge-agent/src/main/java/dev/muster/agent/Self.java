package dev.muster.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.agent.command.Device;
import dev.muster.agent.command.Executor;
import dev.muster.agent.command.LogEntry;
import dev.muster.agent.link.Framing;
import dev.muster.agent.link.Links;
import dev.muster.agent.link.Reporter;
import dev.muster.agent.sensor.HostFigures;
import dev.muster.agent.store.ConnectionMode;
import dev.muster.agent.store.Outbox;
import dev.muster.agent.store.QueueDb;
import dev.muster.agent.store.Settings;
import dev.muster.agent.transport.HostTransports;
import dev.muster.protocol.CheckIn;
import dev.muster.protocol.DeviceEvent;
import dev.muster.protocol.DeviceMessage;
import dev.muster.protocol.Json;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/** What the device knows of itself, for whoever asks: commands, readings, the server. */
final class Self implements Device, Reporter {

    private final AgentConfig config;
    private final Clock clock;
    private final Outbox outbox;
    private final QueueDb db;
    private final LogRing ring;
    private final HostFigures host;
    private final Settings settings;
    private final HostTransports transports;
    private final Collection<Executor> executors;
    private final ErrorLog errors;
    private final String bootId = UUID.randomUUID().toString();
    private final long startedAt = System.nanoTime();
    private volatile Links links;
    private volatile Integer rttMs;

    Self(
            AgentConfig config,
            Clock clock,
            Outbox outbox,
            QueueDb db,
            LogRing ring,
            Settings settings,
            HostTransports transports,
            Collection<Executor> executors) {
        this.config = config;
        this.clock = clock;
        this.outbox = outbox;
        this.db = db;
        this.ring = ring;
        this.settings = settings;
        this.transports = transports;
        this.executors = executors;
        this.host = new HostFigures(config.dataDir());
        this.errors = new ErrorLog(outbox);
    }

    void speaksBy(Links ways) {
        this.links = ways;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    ErrorLog errors() {
        return errors;
    }

    /** A reading of the real figures and, beside them, of {@code simulated} ones. */
    LongFunction<DeviceEvent> reading(Instant at, Map<String, Object> simulated) {
        var values = new LinkedHashMap<>(host.sample());
        values.putAll(simulated);
        return seq -> new DeviceEvent.Reading(seq, at, values, transport(), rttMs, uptimeSec(), freeHeapBytes());
    }

    LongFunction<DeviceEvent> status(String status) {
        var metrics = new LinkedHashMap<String, Object>();
        metrics.put("waiting", outbox.size());
        metrics.put("held", outbox.held());
        metrics.put("dropped", outbox.drops().total());
        metrics.put("connectionMode", settings.connectionMode().name());
        metrics.put("queue_in_memory", db.isInMemory());
        metrics.put("errlog_entry", errors.last());
        metrics.put("uptimeSec", uptimeSec());
        metrics.put("freeHeapBytes", freeHeapBytes());
        return seq -> new DeviceEvent.Status(seq, now(), status, metrics, transports.facts());
    }

    @Override
    public String transport() {
        return transports.carrier();
    }

    @Override
    public Integer rttMs() {
        return rttMs;
    }

    @Override
    public long uptimeSec() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedAt);
    }

    @Override
    public ObjectNode state() {
        var state = Json.object()
                .put("device", config.id())
                .put("agent", agent())
                .put("server", config.server().toString())
                .put("time", Json.time(now()))
                .put("uptimeSec", uptimeSec())
                .put("bootId", bootId)
                .put("freeHeapBytes", freeHeapBytes())
                .put("connectionMode", settings.connectionMode().name())
                .put("transport", transport())
                .put("rttMs", rttMs);
        var queue = state.putObject("queue");
        queue.put("waiting", outbox.size()).put("held", outbox.held()).put("inMemory", db.isInMemory());
        queue.set("dropped", Json.tree(outbox.drops()));
        state.putObject("errlog").put("lastEntry", errors.last());
        state.set("capabilities", Json.tree(capabilities()));
        state.set("transports", Json.tree(transports.facts()));
        state.set("figures", Json.tree(new HostFigures(config.dataDir()).sample()));
        return state;
    }

    @Override
    public long waiting() {
        return outbox.size();
    }

    @Override
    public void sync() {
        links.sync();
    }

    @Override
    public List<LogEntry> log(int lines) {
        return ring.last(lines);
    }

    @Override
    public String configure(JsonNode patch) throws IOException {
        settings.merge(patch);
        holdOrHandOver();
        emit(List.of(status("ONLINE")));
        return "connectionMode = " + settings.connectionMode();
    }

    /** Data is the server's business only where it goes by the server. */
    void holdOrHandOver() {
        outbox.hold(settings.connectionMode() == ConnectionMode.DIRECT_CLOUD);
    }

    @Override
    public void emit(List<? extends LongFunction<? extends DeviceEvent>> events) {
        outbox.addAll(events);
        links.somethingNew();
    }

    @Override
    public DeviceMessage.Hello hello() {
        return new DeviceMessage.Hello(Version.number(), bootId, agent(), capabilities());
    }

    @Override
    public void connected() {
        outbox.add(status("ONLINE"));
    }

    @Override
    public void roundTrip(long millis) {
        rttMs = (int) Math.min(millis, Integer.MAX_VALUE);
    }

    @Override
    public void sent() {
        transports.sent();
    }

    @Override
    public void failed() {
        transports.failed();
    }

    @Override
    public CheckIn checkIn(long seq, List<JsonNode> events) {
        return new CheckIn(
                seq,
                Version.number(),
                bootId,
                uptimeSec(),
                freeHeapBytes(),
                transport(),
                rttMs,
                transports.facts(),
                errors.crumb(),
                List.of(),
                events,
                null);
    }

    private static String agent() {
        return "muster-agent/" + Version.number();
    }

    /** The commands it can run, the ways it can talk, and whether some of its sensors are simulated. */
    private List<String> capabilities() {
        var all =
                new ArrayList<>(executors.stream().map(Executor::type).sorted().toList());
        all.add("checkin");
        if (config.framing() != Framing.OFF) {
            all.add(Framing.CAPABILITY);
        }
        if (config.kind() != DemoKind.NONE) {
            all.add("simulated-" + config.kind().word());
        }
        return all;
    }

    private static long freeHeapBytes() {
        var runtime = Runtime.getRuntime();
        return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    }
}
