package dev.muster.agent.link;

import dev.muster.protocol.crypto.Frames;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * One WebSocket from its opening to its end, with the rules of {@code java.net.http.WebSocket} kept: one text under way
 * at a time, parts put together up to a limit, pings one by one. Everything it hears is handed to the loop.
 */
final class DeviceSocket implements WebSocket.Listener {

    private static final int MESSAGE_CHARS = 1024 * 1024;
    private static final int TOO_BIG = 1009;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final Loop loop;
    private final Ears ears;
    private final LongSupplier nanos;
    private final Framing framing;
    private final byte[] secret;
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final StringBuilder parts = new StringBuilder();
    private final Deque<String> outgoing = new ArrayDeque<>();
    private WebSocket socket;
    private boolean sending;
    private boolean ended;
    private long pingSent;
    private boolean pingOpen;
    private volatile long lastHeard;

    /** Who listens; called on the loop, {@code ended} exactly once. */
    interface Ears {
        void opened(DeviceSocket socket);

        void message(DeviceSocket socket, String text);

        void pong(DeviceSocket socket, long rttNanos);

        /** A message has left. */
        void sent(DeviceSocket socket);

        /** @param code the close code, or -1 where the connection broke */
        void ended(DeviceSocket socket, int code, String reason);
    }

    /** @param secret of the device, for frames */
    DeviceSocket(Loop loop, Ears ears, LongSupplier nanos, Framing framing, byte[] secret) {
        this.loop = loop;
        this.ears = ears;
        this.nanos = nanos;
        this.framing = framing;
        this.secret = secret;
        this.lastHeard = nanos.getAsLong();
    }

    /** Sends behind what waits already; after the end nothing. */
    void send(String text) {
        if (!ended) {
            outgoing.add(text);
            sendNext();
        }
    }

    /** Measures the way there and back, unless a ping is still out. */
    void ping() {
        if (ended || socket == null || pingOpen) {
            return;
        }
        pingOpen = true;
        pingSent = nanos.getAsLong();
        socket.sendPing(NOTHING.duplicate()).exceptionally(e -> null);
    }

    boolean isPingOpen() {
        return pingOpen;
    }

    /** Texts that have not left yet. */
    int waiting() {
        return outgoing.size() + (sending ? 1 : 0);
    }

    long silentNanos() {
        return nanos.getAsLong() - lastHeard;
    }

    /** Says goodbye; the end is reported once the server has answered. */
    void close(int code, String reason) {
        if (socket != null && !ended) {
            socket.sendClose(code, reason).exceptionally(e -> null);
        }
    }

    /** Lets go at once, without waiting for the other side, which may not be there any more. */
    void abort(String why) {
        if (socket != null) {
            socket.abort();
        }
        end(-1, why);
    }

    private void sendNext() {
        if (sending || ended || socket == null || outgoing.isEmpty()) {
            return;
        }
        sending = true;
        transmit(outgoing.poll())
                .whenCompleteAsync(
                        (done, e) -> {
                            sending = false;
                            if (e != null) {
                                abort(Enroller.plain(e));
                            } else {
                                ears.sent(this);
                                sendNext();
                            }
                        },
                        loop);
    }

    private CompletableFuture<WebSocket> transmit(String text) {
        return framing == Framing.OFF
                ? socket.sendText(text, true)
                : socket.sendBinary(ByteBuffer.wrap(framing.frame(text, secret)), true);
    }

    private void end(int code, String reason) {
        if (!ended) {
            ended = true;
            outgoing.clear();
            ears.ended(this, code, reason);
        }
    }

    @Override
    public void onOpen(WebSocket opened) {
        lastHeard = nanos.getAsLong();
        loop.execute(() -> {
            socket = opened;
            ears.opened(this);
            sendNext();
        });
        opened.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        lastHeard = nanos.getAsLong();
        if (parts.length() + data.length() > MESSAGE_CHARS) {
            from.sendClose(TOO_BIG, "message too long").exceptionally(e -> null);
            loop.execute(() -> abort("the server sent a message that is too long"));
            return null;
        }
        parts.append(data);
        if (last) {
            var text = parts.toString();
            parts.setLength(0);
            loop.execute(() -> ears.message(this, text));
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        lastHeard = nanos.getAsLong();
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        var now = nanos.getAsLong();
        lastHeard = now;
        loop.execute(() -> {
            if (pingOpen) {
                pingOpen = false;
                ears.pong(this, now - pingSent);
            }
        });
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        lastHeard = nanos.getAsLong();
        if (binary.size() + data.remaining() > MESSAGE_CHARS) {
            from.sendClose(TOO_BIG, "message too long").exceptionally(e -> null);
            loop.execute(() -> abort("the server sent a message that is too long"));
            return null;
        }
        var part = new byte[data.remaining()];
        data.get(part);
        binary.writeBytes(part);
        if (last) {
            var frame = binary.toByteArray();
            binary.reset();
            loop.execute(() -> opened(frame));
        }
        from.request(1);
        return null;
    }

    private void opened(byte[] frame) {
        try {
            var text = new String(Frames.of(secret).open(frame).payload(), StandardCharsets.UTF_8);
            ears.message(this, text);
        } catch (Frames.BadFrame e) {
            abort("a frame that is not the server's: " + e.getMessage());
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        loop.execute(() -> end(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        loop.execute(() -> end(-1, Enroller.plain(error)));
    }
}
