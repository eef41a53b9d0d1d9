package dev.muster.web.device;

import dev.muster.checkin.boundary.GroupWriter;
import dev.muster.checkin.entity.Outcome;
import dev.muster.checkin.entity.SocketShare;
import dev.muster.command.boundary.CommandDelivery;
import dev.muster.command.entity.CommandPoked;
import dev.muster.platform.Limit;
import dev.muster.platform.LiveEvent;
import dev.muster.platform.LiveFeed;
import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import dev.muster.protocol.CloseCodes;
import dev.muster.protocol.DeviceMessage;
import dev.muster.protocol.ServerMessage;
import dev.muster.registry.boundary.Connections;
import dev.muster.registry.boundary.DeviceDoor;
import dev.muster.registry.entity.CredentialRevoked;
import dev.muster.registry.entity.DeviceChanged;
import dev.muster.registry.entity.DevicePass;
import dev.muster.web.socket.Outbox;
import dev.muster.web.socket.Workers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The device sockets of this node: serves each from a few workers, hands out commands, closes what lost its right. */
@ApplicationScoped
public class DeviceSockets {

    private static final Logger LOG = Logger.getLogger(DeviceSockets.class.getName());

    private static final String REPLACED = "another socket of this device took over";

    @Inject
    private GroupWriter writer;

    @Inject
    private CommandDelivery commands;

    @Inject
    private Connections connections;

    @Inject
    private DeviceDoor door;

    @Inject
    private LiveFeed feed;

    @Inject
    private Workers workers;

    @Inject
    private Meters meters;

    @Inject
    @ConfigProperty(name = "muster.ws.device.heartbeat.seconds")
    private int heartbeatSec;

    private final Map<String, DeviceLink> links = new ConcurrentHashMap<>();
    private final Consumer<LiveEvent> listener = this::heard;

    void start() {
        feed.subscribe(listener);
        meters.gauge("muster_device_sockets", "Open device sockets", links::size);
        meters.gauge(
                "muster_device_inbox_messages",
                "Messages of devices that wait for the database",
                () -> links.values().stream().mapToInt(DeviceLink::waiting).sum());
    }

    int open() {
        return links.size();
    }

    /** An authenticated socket: takes the place of an older one, says welcome, gets what waits. */
    void opened(DeviceLink link) {
        var older = links.put(link.pass.deviceId(), link);
        if (older != null) {
            older.close(CloseCodes.REPLACED, REPLACED);
        }
        var resume = connections.opened(link.pass, link.connection);
        link.open();
        link.send(new ServerMessage.Welcome(link.connection.toString(), Instant.now(), heartbeatSec, resume, null));
        link.poke();
        serve(link);
    }

    void received(DeviceLink link, DeviceMessage message, int chars, boolean framed) {
        if (message instanceof DeviceMessage.Hello hello && hello.capabilities().contains("frames")) {
            link.answersInFrames();
        }
        if (link.received(message, chars, framed)) {
            serve(link);
        } else {
            meters.refused(Limit.DEVICE_INBOX);
            link.close(
                    CloseCodes.OVERLOAD,
                    Outbox.retryAfter(1_000 + ThreadLocalRandom.current().nextInt(4_000)));
        }
    }

    void closed(DeviceLink link) {
        links.remove(link.pass.deviceId(), link);
        workers.run(() -> connections.closed(link.pass, link.connection));
    }

    private void heard(LiveEvent event) {
        var link = links.get(event.deviceId());
        if (link == null) {
            return;
        }
        if (event instanceof CommandPoked) {
            poke(event.deviceId());
        } else if (event instanceof CredentialRevoked || event instanceof DeviceChanged) {
            workers.run(() -> enforce(Map.of(link, link.pass)));
        }
    }

    private void poke(String deviceId) {
        var link = links.get(deviceId);
        if (link != null) {
            link.poke();
            serve(link);
        }
    }

    private void serve(DeviceLink link) {
        if (link.claim()) {
            workers.run(() -> work(link));
        }
    }

    /** One share of work; its messages go to the group writer, and the rest is done when they are stored. */
    private void work(DeviceLink link) {
        var work = link.take();
        if (work.isEmpty()) {
            return;
        }
        try {
            if (work.messages().isEmpty()) {
                deliver(link, work);
            } else {
                var began = System.nanoTime();
                writer.messages(new SocketShare(link.pass, work.messages(), work.framed(), work.chars()))
                        .whenComplete(
                                (outcome, failure) -> workers.run(() -> stored(link, work, began, outcome, failure)));
            }
        } catch (RuntimeException e) {
            close(link, e);
        }
    }

    private void stored(DeviceLink link, DeviceLink.Work work, long began, Outcome outcome, Throwable failure) {
        if (failure != null) {
            close(link, failure);
        } else if (outcome instanceof Outcome.Refused refused) {
            close(link, refused.why());
        } else if (outcome instanceof Outcome.Acknowledged acknowledged) {
            meters.committed("socket", System.nanoTime() - began);
            acknowledged.errors().forEach(link::send);
            if (acknowledged.seq() > 0) {
                link.send(new ServerMessage.EventAck(acknowledged.seq()));
            }
            deliver(link, work);
        }
    }

    private void deliver(DeviceLink link, DeviceLink.Work work) {
        try {
            if (!work.sent().isEmpty()) {
                commands.sent(link.pass, work.sent());
            }
            if (work.poked()) {
                commands.due(link.pass, work.resend()).forEach(command -> link.command(command, () -> serve(link)));
            }
        } catch (RuntimeException e) {
            close(link, e);
            return;
        }
        work(link);
    }

    private static int closeCode(Refusal refusal) {
        return switch (refusal.status()) {
            case 400 -> CloseCodes.BAD_MESSAGE;
            case 403 -> CloseCodes.FORBIDDEN;
            case 503 -> CloseCodes.OVERLOAD;
            default -> CloseCodes.UNAUTHENTICATED;
        };
    }

    /** Nothing of the share was stored, and nothing acknowledged: the device will send it again. */
    private static void close(DeviceLink link, Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) {
                var code = closeCode(refusal);
                link.close(code, code == CloseCodes.OVERLOAD ? comeBack() : refusal.code());
                return;
            }
        }
        LOG.log(
                Level.WARNING,
                "messages of " + link.pass.deviceId() + " could not be stored; it will send them again",
                e);
        link.close(CloseCodes.OVERLOAD, comeBack());
    }

    private static String comeBack() {
        return Outbox.retryAfter(2_000 + ThreadLocalRandom.current().nextInt(3_000));
    }

    /**
     * Every two seconds: closes sockets whose device was disabled, moved or got a new credential, and those that have a
     * newer one, here or on another node.
     */
    void enforceAll() {
        if (links.isEmpty()) {
            return;
        }
        enforce(links.values().stream().collect(Collectors.toMap(link -> link, link -> link.pass)));
        var open = links.values().stream()
                .filter(DeviceLink::isOpen)
                .collect(Collectors.toMap(link -> link.connection, link -> link));
        var passes = open.values().stream().collect(Collectors.toMap(link -> link.connection, link -> link.pass));
        connections.replaced(passes).forEach(connection -> open.get(connection).close(CloseCodes.REPLACED, REPLACED));
        // one that closed meanwhile may have been written down again
        open.values().stream()
                .filter(link -> links.get(link.pass.deviceId()) != link)
                .forEach(link -> connections.closed(link.pass, link.connection));
    }

    private void enforce(Map<DeviceLink, DevicePass> passes) {
        var valid = door.stillValid(passes);
        passes.keySet().forEach(link -> {
            var state = valid.get(link);
            if (state == null) {
                link.close(CloseCodes.UNAUTHENTICATED, "revoked");
            } else if (!state.mayTalk()) {
                link.close(CloseCodes.FORBIDDEN, state.refusal().code());
            }
        });
    }

    /** Also every two seconds: pokes lost on the way cost this much latency and nothing else. */
    void pokeWaiting() {
        if (!links.isEmpty()) {
            commands.waiting().forEach(this::poke);
        }
    }

    /** Each heartbeat: pings, and closes what has not been heard for two and a half of them. */
    void beat() {
        links.values().forEach(link -> {
            if (link.silentSec() > 2.5 * heartbeatSec) {
                link.close(1001, "not heard of");
                closed(link);
            } else {
                SocketPing.send(link.session);
            }
        });
    }

    /** A planned stop: everyone gets a slot, spread so that they do not come back at once. */
    void stop() {
        feed.unsubscribe(listener);
        var spreadMs = Math.max(2_000, links.size() * 5L);
        links.values()
                .forEach(link -> link.close(
                        CloseCodes.RESTART,
                        Outbox.retryAfter(1_000 + ThreadLocalRandom.current().nextLong(spreadMs))));
    }
}
