package dev.muster.agent;

import dev.muster.agent.command.CommandRunner;
import dev.muster.agent.command.Executors;
import dev.muster.agent.command.LogEntry;
import dev.muster.agent.link.Enroller;
import dev.muster.agent.link.Links;
import dev.muster.agent.link.Loop;
import dev.muster.agent.link.ServerAddress;
import dev.muster.agent.sensor.Simulation;
import dev.muster.agent.sensor.Simulation.Incident;
import dev.muster.agent.sensor.Simulations;
import dev.muster.agent.store.AgeClock;
import dev.muster.agent.store.CheckInLedger;
import dev.muster.agent.store.CommandJournal;
import dev.muster.agent.store.DataFolder;
import dev.muster.agent.store.Identity;
import dev.muster.agent.store.IdentityFile;
import dev.muster.agent.store.Outbox;
import dev.muster.agent.store.QueueDb;
import dev.muster.agent.store.Sequences;
import dev.muster.agent.store.Settings;
import dev.muster.agent.transport.HostTransports;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.DeviceEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * One device: reads its figures, keeps them until the server has them, and runs what the server asks for.
 *
 * <p>It lives on one thread of its own and a second one while a command runs; agents of one process share an HTTP
 * client. It never ends the process. What it logs goes to the logger {@code dev.muster.agent.device.<id>}.
 */
public final class Agent implements AutoCloseable {

    private static final Duration STATUS_EACH = Duration.ofMinutes(1);
    private static final long FAREWELL_MS = 1_600;

    private final AgentConfig config;
    private final AgentParts parts;
    private final Logger log;
    private final LogRing ring = new LogRing();
    private Running running;

    /** What there is between start and close. */
    private record Running(
            DataFolder folder,
            QueueDb db,
            Outbox outbox,
            Loop loop,
            CommandRunner commands,
            Links links,
            Self self,
            List<Future<?>> beats) {}

    public Agent(AgentConfig config) {
        this(config, AgentParts.usual());
    }

    Agent(AgentConfig config, AgentParts parts) {
        this.config = config;
        this.parts = parts;
        // a dot would make one device's logger the parent of another's
        this.log = Logger.getLogger("dev.muster.agent.device." + config.id().replace('.', '_'));
    }

    /**
     * Takes possession of the data folder and begins; returns at once, whether the server can be reached or not.
     *
     * @throws IOException saying what is wrong with the data folder: not writable, used by another agent, holding
     *     another device's identity or a damaged one
     */
    public synchronized void start() throws IOException {
        if (running != null) {
            return;
        }
        var folder = DataFolder.take(config.dataDir());
        try {
            log.addHandler(ring);
            running = begin(folder);
        } catch (IOException | RuntimeException e) {
            log.removeHandler(ring);
            folder.close();
            throw e;
        }
    }

    /** Sends what waits for a moment, says goodbye and lets go of the data folder; takes at most 2 s. */
    @Override
    public synchronized void close() {
        if (running == null) {
            return;
        }
        var ending = running;
        running = null;
        farewell(ending);
        ending.loop().close(Duration.ofMillis(200));
        ending.commands().close(Duration.ofMillis(100));
        ending.db().close();
        ending.folder().close();
        log.info("stopped");
        log.removeHandler(ring);
    }

    /** Events the server has not acknowledged. */
    public synchronized long waiting() {
        return running == null ? 0 : running.outbox().size();
    }

    /** Whether the server can be heard at the moment. */
    public synchronized boolean isConnected() {
        return running != null && running.links().isConnected();
    }

    /** Its last log lines, oldest first. */
    List<LogEntry> logged() {
        return ring.last(Integer.MAX_VALUE);
    }

    private Running begin(DataFolder folder) throws IOException {
        var identityFile = new IdentityFile(config.dataDir());
        var known = ownIdentity(identityFile);
        var clock = parts.clock();
        var db = new QueueDb(config.dataDir(), parts.nanos(), log);
        var sequences = new Sequences(db, config.dataDir(), clock, known != null, log);
        var age = new AgeClock(db, parts.nanos());
        var outbox = new Outbox(db, sequences, age, config.queue(), log);
        var journal = new CommandJournal(db, clock, age);
        var settings = new Settings(config.dataDir(), log);
        var loop = new Loop("muster-" + config.id(), log);
        var server = new ServerAddress(config.server());
        var executors = Executors.with(parts.moreExecutors());
        var self = new Self(
                config, clock, outbox, db, ring, settings, new HostTransports(server.isLoopback()), executors.values());
        self.holdOrHandOver();
        var enrollment = new Enroller.Settings(config.id(), config.enrollmentKey(), config.name(), Version.number());
        var links = new Links(
                new Links.Parts(
                        loop,
                        parts.http(),
                        server,
                        enrollment,
                        known,
                        identityFile,
                        sequences,
                        outbox,
                        new CheckInLedger(db, sequences),
                        journal,
                        self,
                        clock,
                        parts.random(),
                        parts.standIn(),
                        config.framing(),
                        log),
                config.mode() == LinkMode.SOCKET);
        self.speaksBy(links);
        var commands =
                new CommandRunner(journal, executors, self, result -> sign(result, links), links::reply, clock, log);
        log.info("Muster agent " + Version.number() + " for device " + config.id());
        loop.execute(() -> links.start(commands));
        var watch = new Watch(db, outbox, settings, self.errors(), parts.nanos());
        return new Running(folder, db, outbox, loop, commands, links, self, beats(loop, outbox, links, self, watch));
    }

    private Identity ownIdentity(IdentityFile file) throws IOException {
        var known = file.read().orElse(null);
        if (known != null && !known.deviceId().equals(config.id())) {
            throw new IOException("the data folder " + config.dataDir() + " belongs to device " + known.deviceId()
                    + ", not to " + config.id());
        }
        if (known == null && config.given() == null && config.enrollmentKey() == null) {
            throw new IOException("device " + config.id()
                    + " is not enrolled yet: an enrollment key, its secret or a factory key is needed");
        }
        return known == null ? config.given() : known;
    }

    private List<Future<?>> beats(Loop loop, Outbox outbox, Links links, Self self, Watch watch) {
        var simulation = Simulations.of(config.kind().word(), config.id()).orElse(null);
        return List.of(
                loop.each(config.interval(), () -> {
                    outbox.addAll(tick(self, simulation));
                    outbox.addAll(watch.news(self.now()));
                    links.somethingNew();
                }),
                loop.each(STATUS_EACH, () -> {
                    outbox.add(self.status("ONLINE"));
                    links.somethingNew();
                }));
    }

    /** All of one beat goes into one commit. */
    private List<LongFunction<DeviceEvent>> tick(Self self, Simulation simulation) {
        var now = self.now();
        if (simulation == null) {
            return List.of(self.reading(now, Map.of()));
        }
        var events = new ArrayList<LongFunction<DeviceEvent>>();
        events.add(self.reading(now, simulation.sample(now)));
        simulation.incident(now).ifPresent(incident -> {
            events.add(self.errors().entry(incident, now));
            events.add(logged(incident, now));
        });
        return events;
    }

    /** Logs the incident and sends the same line, of the same time: pulled later, it is known as the same. */
    private LongFunction<DeviceEvent> logged(Incident incident, Instant at) {
        var level = incident.severity().equals("ERROR") ? Level.SEVERE : Level.WARNING;
        var entry = new LogRecord(level, "simulated: " + incident.code() + " " + incident.message());
        entry.setInstant(at);
        entry.setLoggerName(log.getName());
        log.log(entry);
        return seq -> new DeviceEvent.LogLine(seq, at, LogRing.level(level), entry.getMessage());
    }

    private CommandResult sign(CommandResult result, Links links) {
        var identity = links.identity();
        return result.signedBy(identity.deviceId(), identity.key());
    }

    private static CompletableFuture<Void> lastWord(Running ending) {
        ending.beats().forEach(beat -> beat.cancel(false));
        ending.outbox().add(ending.self().status("OFFLINE"));
        return ending.links().stop();
    }

    private void farewell(Running ending) {
        try {
            CompletableFuture.supplyAsync(() -> lastWord(ending), ending.loop())
                    .thenCompose(done -> done)
                    .get(FAREWELL_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.fine("the server did not say goodbye in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.log(Level.FINE, "goodbye", e);
        }
    }
}
