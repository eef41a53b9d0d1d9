package dev.muster.web.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.identity.boundary.Sessions;
import dev.muster.platform.Caller;
import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import dev.muster.platform.SqlFailure;
import dev.muster.protocol.CloseCodes;
import dev.muster.protocol.DashboardMessage;
import dev.muster.protocol.Json;
import dev.muster.protocol.Limits;
import dev.muster.web.http.Failures;
import dev.muster.web.socket.Handshake;
import dev.muster.web.socket.Strangers;
import dev.muster.web.socket.Workers;
import jakarta.ejb.EJBException;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** {@code /ws/dashboard} (section 8): people only, by session cookie from our own pages or by user JWT. */
@ServerEndpoint("/ws/dashboard")
public class DashboardSocket {

    private static final Logger LOG = Logger.getLogger(DashboardSocket.class.getName());
    private static final int MESSAGE_BYTES = 32 * 1024;
    private static final String RETRY = "{\"retryAfterMs\":10000}";

    @Inject
    private DashboardFeed feed;

    @Inject
    private Sessions sessions;

    @Inject
    private Workers workers;

    @Inject
    private Strangers strangers;

    @Inject
    private Meters meters;

    @Inject
    @ConfigProperty(name = "muster.ws.dashboard.send.queue")
    private int sendQueue;

    private volatile Handshake handshake;
    private volatile Strangers.Place place;
    private volatile Viewer viewer;

    @OnOpen
    public void open(Session session) {
        session.setMaxTextMessageBufferSize(MESSAGE_BYTES);
        session.setMaxBinaryMessageBufferSize(MESSAGE_BYTES);
        session.setMaxIdleTimeout(0);
        handshake = (Handshake) session.getUserPrincipal();
        if (handshake.caller() != null) {
            welcome(session, handshake.caller());
            return;
        }
        if (handshake.bearer() != null) {
            close(session, CloseCodes.UNAUTHENTICATED, "no valid token");
            return;
        }
        place = strangers.enter(handshake.address()).orElse(null);
        if (place == null) {
            close(session, CloseCodes.OVERLOAD, RETRY);
        } else {
            workers.after(Limits.AUTH_SEC * 1_000L, () -> {
                if (viewer == null) {
                    close(session, CloseCodes.UNAUTHENTICATED, "no token within " + Limits.AUTH_SEC + " s");
                }
            });
        }
    }

    @OnMessage(maxMessageSize = MESSAGE_BYTES)
    public void message(Session session, String text) {
        try {
            var message = Json.read(text, JsonNode.class);
            var type = DashboardMessage.of(message.path("type").asText()).orElse(null);
            if (type == null) {
                close(session, CloseCodes.BAD_MESSAGE, "unknown type");
            } else if (type == DashboardMessage.AUTH) {
                authenticate(session, message.path("token").asText());
            } else {
                subscribe(session, message);
            }
        } catch (JsonProcessingException e) {
            close(session, CloseCodes.BAD_MESSAGE, "no JSON");
        }
    }

    @OnClose
    public void close(Session session, CloseReason reason) {
        leaveStrangers();
        var open = viewer;
        if (open != null) {
            feed.closed(open);
        }
    }

    @OnError
    public void error(Session session, Throwable failure) {
        LOG.log(Level.FINE, "a dashboard socket failed", failure);
    }

    private void authenticate(Session session, String token) {
        if (viewer != null) {
            return;
        }
        try {
            var caller = sessions.byToken(token, null);
            if (caller.isEmpty()) {
                close(session, CloseCodes.UNAUTHENTICATED, "no valid token");
            } else {
                welcome(session, caller.get().in(handshake.address(), handshake.requestId()));
            }
        } catch (Refusal e) {
            close(session, CloseCodes.UNAUTHENTICATED, e.code());
        }
    }

    private void leaveStrangers() {
        var held = place;
        if (held != null) {
            held.leave();
        }
    }

    private void welcome(Session session, Caller caller) {
        leaveStrangers();
        var opened = new Viewer(session, caller, sendQueue, () -> meters.refused(Limit.DASHBOARD_SEND_QUEUE));
        viewer = opened;
        if (!feed.opened(opened)) {
            close(session, CloseCodes.OVERLOAD, RETRY);
        } else if (!session.isOpen()) {
            feed.closed(opened);
        }
    }

    private void subscribe(Session session, JsonNode message) {
        var open = viewer;
        if (open == null) {
            close(session, CloseCodes.UNAUTHENTICATED, "the first message must be auth");
            return;
        }
        try {
            feed.subscribe(open, Subscription.of(message));
        } catch (Refusal | SqlFailure | EJBException e) {
            var refusal = Failures.refusal(e, handshake.requestId());
            open.refuse(refusal.code(), refusal.getMessage());
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
