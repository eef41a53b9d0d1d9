package dev.muster.cli.tenancy;

import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A socket that keeps all it is told. */
final class Ear implements WebSocket.Listener, AutoCloseable {

    private static final long PATIENCE_MS = 10_000;

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private WebSocket socket;

    private Ear() {}

    /** Opens with the headers that {@code proof} puts on a call; a refused handshake is heard as its status. */
    static Ear open(Wire wire, String path, UnaryOperator<Call> proof) {
        var ear = new Ear();
        var builder = wire.http.newWebSocketBuilder();
        proof.apply(Call.get(path)).headers().forEach(builder::header);
        try {
            ear.socket = builder.buildAsync(wire.socketAt(path), ear).join();
        } catch (CompletionException e) {
            var status = e.getCause() instanceof WebSocketHandshakeException refused
                    ? refused.getResponse().statusCode() + " "
                            + refused.getResponse().body()
                    : String.valueOf(e.getCause());
            ear.closed.complete("handshake " + status);
        }
        return ear;
    }

    void say(Object message) {
        if (socket != null && !closed.isDone()) {
            socket.sendText(message.toString(), true)
                    .exceptionally(gone -> socket)
                    .join();
        }
    }

    /** Everything so far, and how it ended. */
    String all() {
        return String.join("\n", heard) + "\n" + closed.getNow("");
    }

    /** Waits for a text; false where it does not come in time. */
    boolean hears(String text) {
        var end = System.nanoTime() + PATIENCE_MS * 1_000_000;
        while (!all().contains(text)) {
            if (System.nanoTime() > end || closed.isDone()) {
                return all().contains(text);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** Waits until the server has ended it; false where it stays open. */
    boolean isEnded() {
        try {
            closed.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            return false;
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            heard.add(partial.toString());
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete("closed " + code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        closed.complete("broken " + failure);
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.abort();
        }
    }
}
