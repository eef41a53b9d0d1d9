package dev.muster.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import dev.muster.protocol.WireCommand;
import dev.muster.protocol.crypto.Hkdf;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * A server that speaks the wire contract on a real port, remembers what it was told, and misbehaves on request. It can
 * be stopped and started again on its port; what it has committed stays.
 */
final class FakeServer implements AutoCloseable {

    static final String ENROLLMENT_KEY = "fake-enrollment-key";

    static final UUID FACTORY_KID = UUID.fromString("01923456-789a-7bcd-8ef0-123456789abc");

    final Knobs knobs = new Knobs();
    /** Of the batch whose devices it lets in by themselves; null for none. */
    volatile byte[] factoryKey;

    private final Map<String, DeviceBook> books = new ConcurrentHashMap<>();
    private final Map<String, FakeSocket> sockets = new ConcurrentHashMap<>();
    private final AtomicInteger refusedSockets = new AtomicInteger();
    private Server server;
    private int port;

    /** How it misbehaves; all off at first. */
    static final class Knobs {
        /** Answer every request with a page of a hotel's network. */
        volatile boolean captivePortal;
        /** Refuse sockets, as behind a proxy that knows no upgrade. */
        volatile boolean noSockets;
        /** Refuse sockets with this status; 0 lets them in. */
        volatile int refuseSockets;
        /** Answer every request with 503. */
        volatile boolean unavailable;
        /** Never acknowledge an event. */
        volatile boolean neverAcknowledge;
        /** Acknowledge so much later. */
        volatile int acknowledgeAfterMs;
        /** Break the connection after so many messages; 0 for never. */
        volatile int dropAfterMessages;
        /** Break a check-in's connection after it is stored, before it is answered, so many times. */
        volatile int loseAnswers;
        /** Sign answers wrongly. */
        volatile boolean wrongSignature;
        /** Do not sign answers. */
        volatile boolean unsigned;
        /** Hand every command out again with each connection, whatever became of it. */
        volatile boolean repeatCommands;
        /** Close each fresh socket with this code. */
        volatile int closeCode;

        volatile String closeReason = "";
        /** Close a socket as overloaded after so many messages, each time; 0 for never. */
        volatile int overloadAfterMessages;
        /** Answer so many check-ins with 429. */
        volatile int tooManyCheckIns;
        /** What a refusal for overload asks to wait. */
        volatile int retryAfterSec = 1;
        /** How the device's messages and its refused check-ins came in, by {@link System#nanoTime}. */
        final List<Long> refusedAt = new CopyOnWriteArrayList<>();

        final List<Long> cameAt = new CopyOnWriteArrayList<>();
        /** Refuse this type of event, with the reason that a server would name. */
        volatile String refusedType = "";

        volatile int heartbeatSec = 30;
        /** The server's clock is so much ahead. */
        volatile long clockAheadSec;
        /** A device switched off by an operator. */
        volatile boolean disabled;
    }

    FakeServer start() {
        server = new Server();
        var connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        var sockets = WebSocketUpgradeHandler.from(
                server, container -> container.addMapping("/ws/device", FakeSocket.creator(this)));
        sockets.setHandler(new FakeDoor(this));
        server.setHandler(sockets);
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        port = connector.getLocalPort();
        return this;
    }

    /** As a kill: connections break without a word. */
    void stop() {
        sockets.values().forEach(FakeSocket::drop);
        sockets.clear();
        try {
            server.setStopTimeout(0);
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    int port() {
        return port;
    }

    DeviceBook book(String deviceId) {
        return books.computeIfAbsent(deviceId, id -> new DeviceBook());
    }

    boolean knows(String deviceId) {
        return books.containsKey(deviceId) && book(deviceId).secret() != null;
    }

    /** What a request signed with that key has to be signed with; null where nobody has it. */
    byte[] secret(String keyId) {
        var id = deviceOf(keyId);
        if (knows(id)) {
            return book(id).secret();
        }
        return factoryKey != null && keyId.startsWith("factory:" + FACTORY_KID + ":")
                ? Hkdf.deviceSecret(factoryKey, id)
                : null;
    }

    /** {@code factory:<kid>:<deviceId>}, or the device id itself. */
    static String deviceOf(String keyId) {
        return keyId.startsWith("factory:") ? keyId.split(":", 3)[2] : keyId;
    }

    /** Queues a command and hands it out at once where the device is connected. */
    UUID command(String deviceId, String type, ObjectNode args) {
        return command(deviceId, type, args, Instant.now().plusSeconds(60));
    }

    UUID command(String deviceId, String type, ObjectNode args, Instant expiresAt) {
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var command = new WireCommand(UUID.randomUUID(), type, args, now, expiresAt, "tester", null);
        book(deviceId).queue(command);
        var socket = sockets.get(deviceId);
        if (socket != null) {
            socket.hand(command);
        }
        return command.id();
    }

    UUID command(String deviceId, String type) {
        return command(deviceId, type, Json.object());
    }

    /** A later socket of a device replaces the earlier. */
    void opened(String deviceId, FakeSocket socket) {
        book(deviceId).connected();
        var earlier = sockets.put(deviceId, socket);
        if (earlier != null) {
            earlier.close(4409, "replaced");
        }
    }

    void refusedSocket() {
        refusedSockets.incrementAndGet();
    }

    int refusedSockets() {
        return refusedSockets.get();
    }

    void ended(String deviceId, FakeSocket socket) {
        sockets.remove(deviceId, socket);
    }

    boolean isConnected(String deviceId) {
        return sockets.containsKey(deviceId);
    }

    FakeSocket socket(String deviceId) {
        return sockets.get(deviceId);
    }

    /** The token of a device's present secret. */
    static String token(String deviceId, byte[] secret) {
        return "token-" + deviceId + "-" + secret[0];
    }
}
