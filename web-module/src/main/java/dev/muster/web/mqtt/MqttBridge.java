package dev.muster.web.mqtt;

import dev.muster.checkin.boundary.GroupWriter;
import dev.muster.checkin.entity.BrokerShare;
import dev.muster.checkin.entity.Outcome;
import dev.muster.platform.Meters;
import dev.muster.platform.Scope;
import dev.muster.protocol.Backoff;
import dev.muster.registry.boundary.BrokerDoor;
import dev.muster.web.socket.Workers;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Listens to the broker, where one is set: on one node at a time, the one that holds the lease. Whatever fails ends the
 * connection; the next one begins where the broker was not acknowledged.
 */
@ApplicationScoped
public class MqttBridge {

    private static final Logger LOG = Logger.getLogger(MqttBridge.class.getName());
    private static final Scope PLATFORM = Scope.ofPlatform();
    private static final int LOOK_SEC = 2;
    private static final int STOP_SEC = 5;

    @Inject
    private MqttSettings settings;

    @Inject
    private MqttDoor messages;

    @Inject
    private BrokerDoor door;

    @Inject
    private GroupWriter writer;

    @Inject
    private Workers workers;

    @Inject
    private Meters meters;

    @Resource
    private ManagedThreadFactory threads;

    private final ReentrantLock turn = new ReentrantLock();
    private final UUID listener = UUID.randomUUID();
    private final Backoff backoff = new Backoff(new Random());
    private MqttSettings.Broker broker;
    private ExecutorService thread;
    private volatile MqttInbox inbox;
    private volatile boolean listening;
    private volatile MqttLine line;
    private volatile boolean proved;
    private long nextTry = System.nanoTime();
    private volatile boolean stopped;
    private boolean unasked;

    /** Does nothing where no broker is set. */
    public void start() {
        if (!settings.isOn()) {
            return;
        }
        try {
            broker = settings.broker();
        } catch (IllegalStateException e) {
            LOG.log(Level.SEVERE, "nothing comes over MQTT: {0}", e.getMessage());
            return;
        }
        thread = Executors.newSingleThreadExecutor(threads);
        meters.gauge("muster_mqtt_connected", "Whether this node listens to the MQTT broker", () -> listening ? 1 : 0);
        meters.gauge(
                "muster_mqtt_waiting_messages", "Messages over MQTT behind one that is being stored", this::waiting);
        workers.every(LOOK_SEC, this::look);
    }

    private int waiting() {
        var open = inbox;
        return open == null ? 0 : open.size();
    }

    /** One at a time; to reach a broker may take longer than the pause between two. */
    private void look() {
        if (!turn.tryLock()) {
            return;
        }
        try {
            if (stopped) {
                return;
            }
            if (line == null && System.nanoTime() - nextTry < 0) {
                return; // nor asks for the lease: where this node cannot reach the broker another may
            }
            if (!holds()) {
                end();
            } else if (line == null) {
                connect();
            }
        } finally {
            turn.unlock();
        }
    }

    private boolean holds() {
        try {
            var held = door.hold(PLATFORM, listener);
            unasked = false;
            return held;
        } catch (RuntimeException e) {
            LOG.log(
                    unasked ? Level.FINE : Level.WARNING,
                    "nothing comes over MQTT while the database cannot be asked whose turn it is",
                    e);
            unasked = true;
            return false;
        }
    }

    private void connect() {
        var box = new MqttInbox[1];
        box[0] = new MqttInbox(this::store, messages::refused, failure -> failed(box[0], failure));
        var fresh = box[0];
        inbox = fresh;
        try {
            line = new MqttLine(broker, arrived -> messages.arrived(arrived, fresh), thread, () -> lost(fresh));
            line.open();
            listening = true;
            LOG.log(Level.INFO, "listening to {0}", broker);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end();
        } catch (Exception e) {
            LOG.log(Level.WARNING, "the MQTT broker {0} cannot be reached, trying again: {1}", new Object[] {
                broker, e.getMessage()
            });
            end();
            release();
        }
    }

    private CompletableFuture<Outcome> store(BrokerShare share) {
        var began = System.nanoTime();
        return writer.messages(share).whenComplete((outcome, failure) -> {
            if (outcome instanceof Outcome.Acknowledged) {
                meters.committed("mqtt", System.nanoTime() - began);
                proved = true;
            }
        });
    }

    private void failed(MqttInbox of, Throwable failure) {
        LOG.log(
                Level.WARNING,
                "what came over MQTT could not be stored; the broker will send it again: {0}",
                failure.toString());
        LOG.log(Level.FINE, "over MQTT", failure);
        workers.run(() -> endOf(of));
    }

    private void lost(MqttInbox of) {
        of.close();
        workers.run(() -> endOf(of));
    }

    private void endOf(MqttInbox of) {
        turn.lock();
        try {
            if (inbox == of) {
                end();
            }
        } finally {
            turn.unlock();
        }
    }

    private void end() {
        if (inbox == null) {
            return;
        }
        listening = false;
        inbox.close();
        inbox = null;
        if (line != null) {
            line.close();
            line = null;
        }
        if (proved) {
            backoff.reset();
        }
        proved = false;
        nextTry = System.nanoTime() + backoff.next().toNanos();
    }

    /** Takes nothing more, and lets another node listen. */
    public void stop() {
        if (broker == null) {
            return;
        }
        stopped = true;
        var open = line;
        if (open != null) {
            open.close(); // so that a connection that is being made fails at once
        }
        try {
            if (turn.tryLock(STOP_SEC, TimeUnit.SECONDS)) {
                try {
                    end();
                } finally {
                    turn.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.shutdown();
        release();
    }

    private void release() {
        try {
            door.release(PLATFORM, listener);
        } catch (RuntimeException e) {
            LOG.log(Level.FINE, "the lease ends by itself", e);
        }
    }
}
