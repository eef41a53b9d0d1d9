package dev.muster.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A WebSocket client that keeps what it is told until a test asks for it. */
final class Socket implements WebSocket.Listener, AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(10);

    /** How it ended; a code of 0 is a connection that broke without a word. */
    record Close(int code, String reason) {}

    /** A handshake that was answered with something else than 101. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        final int status;

        Refused(int status) {
            super("the handshake was answered with " + status);
            this.status = status;
        }
    }

    private final BlockingQueue<JsonNode> inbox = new LinkedBlockingQueue<>();
    private final CompletableFuture<Close> closed = new CompletableFuture<>();
    private final BlockingQueue<byte[]> binary = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream partialBinary = new ByteArrayOutputStream();
    private final StringBuilder partial = new StringBuilder();
    private volatile long heardAt;
    private volatile long closedAt;
    private WebSocket socket;

    private Socket() {}

    static Socket open(URI address, Map<String, String> headers) {
        var opened = new Socket();
        var builder = Rest.HTTP.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(10));
        headers.forEach(builder::header);
        try {
            opened.socket = builder.buildAsync(address, opened).join();
            return opened;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                throw new Refused(refused.getResponse().statusCode());
            }
            throw e;
        }
    }

    static Socket open(URI address, String bearer) {
        return open(address, Map.of("Authorization", "Bearer " + bearer));
    }

    synchronized void send(String text) {
        socket.sendText(text, true).join();
    }

    /** Sends, or nothing where the other side has closed. */
    synchronized void trySend(String text) {
        socket.sendText(text, true).exceptionally(gone -> socket).join();
    }

    void send(JsonNode message) {
        send(message.toString());
    }

    synchronized void sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** The next message of that type; others before it are dropped. */
    JsonNode next(String type) {
        return next(type, SOON);
    }

    JsonNode next(String type, Duration patience) {
        var end = System.nanoTime() + patience.toNanos();
        while (true) {
            var message = poll(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            if (message == null) {
                throw new AssertionError(
                        "no " + type + " within " + patience.toMillis() + " ms; closed: " + closed.getNow(null));
            }
            if (message.path("type").asText().equals(type)) {
                return message;
            }
        }
    }

    /** The next message, or null when none comes in time. */
    JsonNode poll(Duration patience) {
        try {
            return inbox.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    Close awaitClose(Duration patience) {
        try {
            return closed.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("still open after " + patience.toMillis() + " ms");
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@link System#nanoTime} of the last message; 0 before the first. */
    long heardAt() {
        return heardAt;
    }

    /** {@link System#nanoTime} of its end; 0 before. */
    long closedAt() {
        return closedAt;
    }

    boolean isClosed() {
        return closed.isDone();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            heardAt = System.nanoTime();
            try {
                inbox.add(Json.mapper().readTree(partial.toString()));
            } catch (JsonProcessingException e) {
                inbox.add(Json.object().put("type", "no JSON").put("text", partial.toString()));
            }
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    /** The next binary message. */
    byte[] nextBinary() {
        try {
            var message = binary.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
            if (message == null) {
                throw new AssertionError("no binary message; closed: " + closed.getNow(null));
            }
            return message;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        var part = new byte[data.remaining()];
        data.get(part);
        partialBinary.writeBytes(part);
        if (last) {
            binary.add(partialBinary.toByteArray());
            partialBinary.reset();
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closedAt = System.nanoTime();
        closed.complete(new Close(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        closedAt = System.nanoTime();
        closed.complete(new Close(0, String.valueOf(failure)));
    }

    @Override
    public void close() {
        if (!socket.isOutputClosed()) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(gone -> socket);
        }
        closed.orTimeout(2, TimeUnit.SECONDS)
                .exceptionally(late -> null)
                .thenRun(socket::abort)
                .join();
    }

    /** As a device that loses power: nothing is said. */
    void drop() {
        socket.abort();
    }
}
