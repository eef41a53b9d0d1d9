package dev.muster.checkin.boundary;

import dev.muster.checkin.control.CheckInReader;
import dev.muster.checkin.control.ShareQueue;
import dev.muster.checkin.entity.BrokerShare;
import dev.muster.checkin.entity.CheckInBody;
import dev.muster.checkin.entity.Outcome;
import dev.muster.checkin.entity.Share;
import dev.muster.checkin.entity.SocketShare;
import dev.muster.platform.Count;
import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import dev.muster.platform.SqlFailure;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.registry.entity.DoorRecord;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Lets what devices bring share transactions: what arrives while one commits goes together with the next. Nobody waits in
 * a thread; whoever brought a share hears of it after its commit.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class GroupWriter {

    private static final Logger LOG = Logger.getLogger(GroupWriter.class.getName());

    /** Readings, events and results in one transaction. */
    private static final int GROUP_ITEMS = 5_000;

    private static final Duration LAST_WORDS = Duration.ofSeconds(20);

    @Inject
    private GroupCommit commit;

    @Inject
    private Meters meters;

    @Resource
    private ManagedThreadFactory threads;

    @Inject
    @ConfigProperty(name = "muster.ingest.queue")
    private int most;

    @Inject
    @ConfigProperty(name = "muster.ingest.queue.bytes")
    private long mostBytes;

    @Inject
    @ConfigProperty(name = "muster.ingest.group")
    private int groupShares;

    @Inject
    @ConfigProperty(name = "muster.ingest.writers")
    private int writers;

    private ShareQueue queue;
    private final List<Thread> running = new ArrayList<>();

    @PostConstruct
    void start() {
        queue = new ShareQueue(most, mostBytes, groupShares, GROUP_ITEMS);
        meters.gauge(
                "muster_ingest_waiting_shares",
                "Check-ins and messages of sockets that wait for a transaction",
                queue::size);
        for (var i = 0; i < writers; i++) {
            var thread = threads.newThread(this::write);
            running.add(thread);
            thread.start();
        }
    }

    /**
     * A signed check-in; its signature has held. The future ends on the writer's thread: what hangs on it must only hand
     * over.
     *
     * @throws Refusal 503 {@code busy} where too much waits already
     */
    public CompletableFuture<Outcome> checkIn(
            DoorRecord device, String address, RequestSignature signature, CheckInBody body) {
        return add(CheckInReader.share(device.pass(address), signature, body));
    }

    /**
     * Messages of a device's socket, as {@link #checkIn}.
     *
     * @throws Refusal 503 {@code busy} where too much waits already
     */
    public CompletableFuture<Outcome> messages(SocketShare share) {
        return add(share);
    }

    /**
     * Messages of a device that a broker has handed on, as {@link #checkIn}.
     *
     * @throws Refusal 503 {@code busy} where too much waits already
     */
    public CompletableFuture<Outcome> messages(BrokerShare share) {
        return add(share);
    }

    private CompletableFuture<Outcome> add(Share share) {
        var outcome = new CompletableFuture<Outcome>();
        if (!queue.add(new ShareQueue.Waiting(share, outcome))) {
            meters.refused(Limit.INGEST_QUEUE);
            throw Refusal.unavailable("busy", "more waits to be stored than may; try again", 2);
        }
        return outcome;
    }

    private void write() {
        try {
            for (var group = queue.take(); group != null; group = queue.take()) {
                try {
                    store(group);
                } finally {
                    queue.finished(group);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A share that makes the whole transaction fail is found by halving: the others are kept. */
    private void store(ShareQueue.Group group) {
        var waiting = group.waiting();
        List<Outcome> outcomes;
        try {
            outcomes = commit.accept(
                    group.scope(),
                    waiting.stream().map(ShareQueue.Waiting::share).toList());
        } catch (RuntimeException e) {
            if (waiting.size() == 1 || SqlFailure.isUnavailable(e) && !SqlFailure.isTooSlow(e)) {
                waiting.forEach(each -> each.outcome().completeExceptionally(e));
            } else {
                LOG.log(Level.FINE, "a group of shares could not be stored; trying its halves", e);
                var half = waiting.size() / 2;
                store(new ShareQueue.Group(group.scope(), waiting.subList(0, half)));
                store(new ShareQueue.Group(group.scope(), waiting.subList(half, waiting.size())));
            }
            return;
        }
        meters.add(Count.INGEST_GROUPS, 1);
        for (var i = 0; i < outcomes.size(); i++) {
            waiting.get(i).outcome().complete(outcomes.get(i));
        }
    }

    /** Takes nothing more, and returns when what waits is stored. */
    @PreDestroy
    public void stop() {
        queue.close();
        var end = System.nanoTime() + LAST_WORDS.toNanos();
        try {
            for (var thread : running) {
                thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
