package dev.muster.web.socket;

import dev.muster.protocol.CloseCodes;
import jakarta.websocket.CloseReason;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What waits to be sent on one socket: one send at a time, because the API allows no more, and a bounded number
 * waiting. Thread-safe.
 */
public final class Outbox {

    private static final Logger LOG = Logger.getLogger(Outbox.class.getName());
    private static final long SEND_TIMEOUT_MS = 10_000;
    private static final long RETRY_MS = 5_000;

    /** A text or bytes to send and what to do once it is on its way. */
    private record Item(String text, byte[] bytes, Runnable sent) {}

    private final Session session;
    private final int limit;
    private final Deque<Item> waiting = new ArrayDeque<>();
    private boolean sending;

    public Outbox(Session session, int limit) {
        this.session = session;
        this.limit = limit;
        session.getAsyncRemote().setSendTimeout(SEND_TIMEOUT_MS);
    }

    /** False where too much waits already: the reader is too slow, and the caller decides what that means. */
    public boolean send(String text, Runnable sent) {
        return send(new Item(text, null, sent));
    }

    /** As a binary message. */
    public boolean send(byte[] bytes, Runnable sent) {
        return send(new Item(null, bytes, sent));
    }

    private boolean send(Item item) {
        synchronized (this) {
            if (waiting.size() >= limit) {
                return false;
            }
            waiting.add(item);
            if (sending) {
                return true;
            }
            sending = true;
        }
        next();
        return true;
    }

    public boolean send(String text) {
        return send(text, () -> {});
    }

    public synchronized int waiting() {
        return waiting.size();
    }

    public void close(int code, String reason) {
        try {
            session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason));
        } catch (IOException | IllegalStateException e) {
            LOG.log(Level.FINE, "the peer was gone before it could be closed", e);
        }
    }

    /** The reason of a close that says when to come back. */
    public static String retryAfter(long millis) {
        return "{\"retryAfterMs\":" + millis + "}";
    }

    private void next() {
        Item item;
        synchronized (this) {
            item = waiting.poll();
            if (item == null) {
                sending = false;
                return;
            }
        }
        try {
            transmit(item, result -> {
                if (result.isOK()) {
                    item.sent().run();
                    next();
                } else {
                    close(CloseCodes.OVERLOAD, retryAfter(RETRY_MS)); // it does not read in time
                }
            });
        } catch (RuntimeException e) {
            LOG.log(Level.FINE, "the peer is gone", e);
        }
    }

    private void transmit(Item item, SendHandler done) {
        if (item.bytes() == null) {
            session.getAsyncRemote().sendText(item.text(), done);
        } else {
            session.getAsyncRemote().sendBinary(ByteBuffer.wrap(item.bytes()), done);
        }
    }
}
