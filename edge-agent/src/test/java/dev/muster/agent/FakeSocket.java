package dev.muster.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.DeviceMessage;
import dev.muster.protocol.Json;
import dev.muster.protocol.ServerMessage;
import dev.muster.protocol.WireCommand;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketCreator;

/** One socket of the fake server; public because Jetty looks for its methods by reflection. */
public final class FakeSocket implements Session.Listener.AutoDemanding {

    private final FakeServer server;
    private final String deviceId;
    private final DeviceBook book;
    private Session session;
    private int messages;

    private FakeSocket(FakeServer server, String deviceId) {
        this.server = server;
        this.deviceId = deviceId;
        this.book = server.book(deviceId);
    }

    static WebSocketCreator creator(FakeServer server) {
        return (request, response, callback) -> {
            if (server.knobs.captivePortal || server.knobs.unavailable) {
                Response.writeError(request, response, callback, server.knobs.unavailable ? 503 : 302);
                return null;
            }
            if (server.knobs.refuseSockets != 0) {
                server.refusedSocket();
                Response.writeError(request, response, callback, server.knobs.refuseSockets);
                return null;
            }
            if (server.knobs.noSockets) {
                Response.writeError(request, response, callback, 404);
                return null;
            }
            if (request.getHeaders().contains("Origin")) {
                Response.writeError(request, response, callback, 403);
                return null;
            }
            var token = String.valueOf(request.getHeaders().get("Authorization"));
            var deviceId = token.replaceAll("Bearer token-(.*)-\\d+", "$1");
            var valid = server.knows(deviceId)
                    && token.equals("Bearer "
                            + FakeServer.token(deviceId, server.book(deviceId).secret()));
            return new FakeSocket(server, valid ? deviceId : "?");
        };
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
        if (deviceId.equals("?")) {
            close(4401, "unauthenticated");
        } else if (server.knobs.closeCode != 0) {
            close(server.knobs.closeCode, server.knobs.closeReason);
        } else {
            server.knobs.cameAt.add(System.nanoTime());
            server.opened(deviceId, this);
            send(new ServerMessage.Welcome(
                    UUID.randomUUID().toString(), Instant.now(), server.knobs.heartbeatSec, book.highest(), null));
            book.due(server.knobs.repeatCommands).forEach(this::hand);
        }
    }

    @Override
    public void onWebSocketText(String text) {
        messages++;
        if (server.knobs.dropAfterMessages > 0 && messages > server.knobs.dropAfterMessages) {
            drop();
            return;
        }
        if (server.knobs.overloadAfterMessages > 0 && messages > server.knobs.overloadAfterMessages) {
            server.knobs.refusedAt.add(System.nanoTime());
            close(4429, "{\"retryAfterMs\":" + server.knobs.retryAfterSec * 1_000 + "}");
            return;
        }
        try {
            take(Json.read(text, JsonNode.class));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void onWebSocketClose(int code, String reason) {
        server.ended(deviceId, this);
        book.hello(Json.object().put("closed", code));
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        server.ended(deviceId, this);
    }

    void hand(WireCommand command) {
        send(new ServerMessage.Command(command));
    }

    void send(ServerMessage message) {
        session.sendText(Json.write(message), Callback.NOOP);
    }

    void sendRaw(String text) {
        session.sendText(text, Callback.NOOP);
    }

    void close(int code, String reason) {
        session.close(code, reason, Callback.NOOP);
    }

    void drop() {
        server.ended(deviceId, this);
        session.disconnect();
    }

    private void take(JsonNode message) throws IOException {
        switch (message.path("type").asText()) {
            case "hello" -> book.hello(message);
            case "command_ack" ->
                book.acknowledge(Json.mapper()
                        .treeToValue(message, DeviceMessage.CommandAck.class)
                        .id());
            case "command_result" ->
                book.result((CommandResult) Json.mapper().treeToValue(message, DeviceMessage.class), deviceId);
            case "batch" -> {
                message.path("events").forEach(this::event);
                acknowledge();
            }
            default -> {
                event(message);
                acknowledge();
            }
        }
    }

    private void event(JsonNode event) {
        if (event.path("type").asText().equals(server.knobs.refusedType)) {
            send(new ServerMessage.Error(
                    "bad-event", "not wanted", event.path("seq").asText()));
        } else {
            book.event(event);
        }
    }

    private void acknowledge() {
        if (server.knobs.neverAcknowledge) {
            return;
        }
        var committed = book.highest();
        if (server.knobs.acknowledgeAfterMs == 0) {
            send(new ServerMessage.EventAck(committed));
        } else {
            CompletableFuture.delayedExecutor(server.knobs.acknowledgeAfterMs, TimeUnit.MILLISECONDS)
                    .execute(() -> send(new ServerMessage.EventAck(committed)));
        }
    }
}
