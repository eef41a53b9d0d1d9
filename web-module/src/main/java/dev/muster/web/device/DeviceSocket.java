package dev.muster.web.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.platform.Count;
import dev.muster.platform.Ids;
import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.protocol.CloseCodes;
import dev.muster.protocol.DeviceMessage;
import dev.muster.protocol.Json;
import dev.muster.protocol.Limits;
import dev.muster.protocol.ServerMessage;
import dev.muster.protocol.crypto.Frames;
import dev.muster.registry.boundary.DeviceDoor;
import dev.muster.web.socket.Handshake;
import dev.muster.web.socket.Outbox;
import dev.muster.web.socket.Strangers;
import dev.muster.web.socket.Workers;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** {@code /ws/device} (section 6): authenticates, then hands every message to {@link DeviceSockets}. */
@ServerEndpoint("/ws/device")
public class DeviceSocket {

    private static final Logger LOG = Logger.getLogger(DeviceSocket.class.getName());

    /** A device that sends nothing but nonsense is cut off. */
    private static final int BAD_MESSAGES = 20;

    @Inject
    private DeviceDoor door;

    @Inject
    private DeviceSockets sockets;

    @Inject
    private Workers workers;

    @Inject
    private Strangers strangers;

    @Inject
    private Meters meters;

    @Inject
    @ConfigProperty(name = "muster.ws.device.connections")
    private int mostConnections;

    @Inject
    @ConfigProperty(name = "muster.ws.device.send.queue")
    private int sendQueue;

    @Inject
    @ConfigProperty(name = "muster.ws.device.messages.per.second")
    private int messagesPerSecond;

    @Inject
    @ConfigProperty(name = "muster.ws.device.messages.burst")
    private int messagesBurst;

    private volatile Handshake handshake;
    private volatile Strangers.Place place;
    private volatile TokenBucket rate;
    private volatile boolean authenticating;
    private volatile DeviceLink link;
    private int bad;

    @OnOpen
    public void open(Session session) {
        session.setMaxTextMessageBufferSize(Limits.SOCKET_MESSAGE_BYTES);
        session.setMaxBinaryMessageBufferSize(Limits.SOCKET_MESSAGE_BYTES);
        session.setMaxIdleTimeout(0);
        handshake = (Handshake) session.getUserPrincipal();
        rate = new TokenBucket(messagesPerSecond, messagesBurst);
        if (sockets.open() >= mostConnections) {
            meters.refused(Limit.DEVICE_SOCKETS);
            close(session, CloseCodes.OVERLOAD, Outbox.retryAfter(30_000));
            return;
        }
        place = strangers.enter(handshake.address()).orElse(null);
        if (place == null) {
            close(session, CloseCodes.OVERLOAD, Outbox.retryAfter(5_000));
            return;
        }
        if (handshake.bearer() != null) {
            authenticate(session, handshake.bearer());
        } else {
            workers.after(Limits.AUTH_SEC * 1_000L, () -> {
                if (link == null && !authenticating) {
                    close(session, CloseCodes.UNAUTHENTICATED, "no token within " + Limits.AUTH_SEC + " s");
                }
            });
        }
    }

    @OnMessage(maxMessageSize = Limits.SOCKET_MESSAGE_BYTES)
    public void message(Session session, String text) {
        var open = link;
        if (!rate.take()) {
            meters.refused(Limit.DEVICE_SOCKET_RATE);
            close(session, CloseCodes.OVERLOAD, Outbox.retryAfter(2_000));
        } else if (open != null) {
            open.heard();
            receive(session, open, text, false);
        } else if (!authenticating) {
            authenticateBy(session, text);
        }
    }

    @OnMessage(maxMessageSize = Limits.SOCKET_MESSAGE_BYTES)
    public void message(Session session, byte[] frame) {
        var open = link;
        if (!rate.take()) {
            meters.refused(Limit.DEVICE_SOCKET_RATE);
            close(session, CloseCodes.OVERLOAD, Outbox.retryAfter(2_000));
        } else if (open == null) {
            close(session, CloseCodes.UNAUTHENTICATED, "the first message must be auth");
        } else {
            open.heard();
            receiveFrame(session, open, frame);
        }
    }

    @OnMessage
    public void pong(PongMessage pong) {
        var open = link;
        if (open != null) {
            open.heard();
        }
    }

    @OnClose
    public void close(Session session, CloseReason reason) {
        leaveStrangers();
        var open = link;
        if (open != null) {
            sockets.closed(open);
        }
    }

    @OnError
    public void error(Session session, Throwable failure) {
        LOG.log(Level.FINE, "a device socket failed", failure);
    }

    private void authenticateBy(Session session, String text) {
        try {
            if (Json.read(text, DeviceMessage.class) instanceof DeviceMessage.Auth auth) {
                authenticate(session, auth.token());
                return;
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            LOG.log(Level.FINE, "not an auth message", e);
        }
        close(session, CloseCodes.UNAUTHENTICATED, "the first message must be auth");
    }

    private void receiveFrame(Session session, DeviceLink open, byte[] frame) {
        try {
            receive(session, open, new String(open.opened(frame).payload(), StandardCharsets.UTF_8), true);
        } catch (Frames.BadFrame e) {
            meters.add(Count.FRAMES_REFUSED, 1, "socket");
            close(session, CloseCodes.BAD_MESSAGE, e.getMessage());
        }
    }

    /** One bad message is refused alone: what is JSON goes on as it is, and is refused with its {@code seq}. */
    private void receive(Session session, DeviceLink open, String text, boolean framed) {
        try {
            var message = Json.read(text, DeviceMessage.class);
            sockets.received(
                    open,
                    message == null ? new DeviceMessage.Batch(List.of(Json.object())) : message,
                    text.length(),
                    framed);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            if (++bad > BAD_MESSAGES) {
                close(session, CloseCodes.BAD_MESSAGE, "cannot be understood");
            } else {
                receiveBad(open, text, framed);
            }
        }
    }

    private void receiveBad(DeviceLink open, String text, boolean framed) {
        try {
            sockets.received(
                    open, new DeviceMessage.Batch(List.of(Json.read(text, JsonNode.class))), text.length(), framed);
        } catch (JsonProcessingException e) {
            open.send(new ServerMessage.Error("bad-message", "the message is no JSON", null));
        }
    }

    private void authenticate(Session session, String token) {
        authenticating = true;
        workers.run(() -> {
            try {
                var device = door.byToken(token);
                if (device.isEmpty()) {
                    close(session, CloseCodes.UNAUTHENTICATED, "no valid token");
                } else if (!device.get().state().mayTalk()) {
                    close(
                            session,
                            CloseCodes.FORBIDDEN,
                            device.get().state().refusal().code());
                } else {
                    var opened = new DeviceLink(
                            Ids.next(),
                            device.get().pass(handshake.address()),
                            Frames.of(device.get().secret()),
                            session,
                            sendQueue,
                            () -> meters.refused(Limit.DEVICE_SEND_QUEUE));
                    link = opened;
                    sockets.opened(opened);
                    if (!session.isOpen()) {
                        sockets.closed(opened);
                    }
                }
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "a device could not be let in; it will come again", e);
                close(session, CloseCodes.OVERLOAD, Outbox.retryAfter(3_000));
            } finally {
                leaveStrangers();
            }
        });
    }

    private void leaveStrangers() {
        var held = place;
        if (held != null) {
            held.leave();
        }
    }

    private static void close(Session session, int code, String reason) {
        try {
            session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason));
        } catch (IOException | IllegalStateException e) {
            LOG.log(Level.FINE, "the peer was gone already", e);
        }
    }
}
