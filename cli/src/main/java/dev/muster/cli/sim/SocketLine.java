package dev.muster.cli.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.cli.sim.Books.Entry;
import dev.muster.protocol.Json;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * One device on its own socket: sends batches of readings when they are due and no more than a window of them without an
 * acknowledgement, keeps what is not acknowledged and sends it again after a reconnect, runs commands.
 */
final class SocketLine {

    private static final long FIRST_BACKOFF_MS = 1_000;
    private static final long LONGEST_BACKOFF_MS = 30_000;

    private final FleetPlan plan;
    private final Target target;
    private final Books books;
    private final SimulatedDevice device;
    private final ArrayDeque<Batch> unacknowledged = new ArrayDeque<>();
    private volatile boolean stopped;
    private volatile boolean welcomed;
    private ChannelHandlerContext open;
    private long nextAt;
    private boolean scheduled;
    private int failures;
    private long comeBackAfterMs;

    private record Batch(long first, long last, String text, long sentAt) {}

    SocketLine(FleetPlan plan, Target target, Books books, SimulatedDevice device) {
        this.plan = plan;
        this.target = target;
        this.books = books;
        this.device = device;
        this.nextAt = System.nanoTime() + plan.phaseNanos(device.random);
    }

    void start() {
        connect();
    }

    void stop() {
        stopped = true;
        var now = open;
        if (now != null) {
            now.executor().execute(() -> now.writeAndFlush(new CloseWebSocketFrame(1000, "")));
        }
    }

    boolean isWelcomed() {
        return welcomed;
    }

    /** Sends what is due and then nothing more, but goes on listening. */
    boolean isSettled() {
        return unacknowledged.isEmpty();
    }

    private void connect() {
        if (stopped) {
            return;
        }
        var address = URI.create(target.url.toString().replaceFirst("^http", "ws") + "/ws/device");
        var headers = new DefaultHttpHeaders();
        headers.set("Authorization", "Bearer " + device.credential.token());
        var handshake = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(address)
                .version(WebSocketVersion.V13)
                .customHeaders(headers)
                .generateOriginHeader(false) // a device is no page of a browser
                .handleCloseFrames(false)
                .maxFramePayloadLength(1024 * 1024)
                .handshakeTimeoutMillis(60_000)
                .build();
        target.connect(pipeline -> pipeline.addLast(
                        new HttpClientCodec(),
                        new HttpObjectAggregator(65_536),
                        new WebSocketClientProtocolHandler(handshake),
                        new Messages()))
                .addListener(made -> {
                    if (!made.isSuccess()) {
                        books.refused("no connection");
                        again();
                    }
                });
    }

    private void again() {
        welcomed = false;
        if (stopped) {
            return;
        }
        failures++;
        var cap = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS << Math.min(failures - 1, 5));
        var wait = comeBackAfterMs > 0 ? comeBackAfterMs : (long) (cap * device.random.nextDouble());
        comeBackAfterMs = 0;
        target.loops().schedule(this::connect, wait, TimeUnit.MILLISECONDS);
    }

    /** All of it on the socket's one thread. */
    private final class Messages extends SimpleChannelInboundHandler<WebSocketFrame> {
        private boolean handshaken;

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                handshaken = true;
                open = context;
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) throws IOException {
            if (frame instanceof TextWebSocketFrame text) {
                heard(text.text());
            } else if (frame instanceof CloseWebSocketFrame close) {
                closed(close.statusCode(), close.reasonText());
                context.close();
            } else if (frame instanceof PongWebSocketFrame) {
                return;
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (handshaken) {
                books.add(Entry.SOCKETS_LOST, stopped ? 0 : 1);
            } else {
                books.refused("no handshake");
            }
            open = null;
            again();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            books.refused(cause instanceof IOException ? "connection lost" : String.valueOf(cause.getMessage()));
            context.close();
        }
    }

    private void closed(int code, String reason) throws IOException {
        if (stopped) {
            return;
        }
        books.refused("close " + code);
        if (reason != null && reason.startsWith("{")) {
            comeBackAfterMs =
                    Json.mapper().readTree(reason).path("retryAfterMs").asLong(0);
        }
    }

    private void heard(String text) throws IOException {
        var message = Json.mapper().readTree(text);
        switch (message.path("type").asText()) {
            case "welcome" -> welcomed(message);
            case "event_ack" -> acknowledged(message.path("seq").asLong());
            case "command" -> command(message.path("command"));
            case "error" -> books.refused("error " + message.path("code").asText());
            default -> {
                return;
            }
        }
    }

    private void welcomed(JsonNode welcome) {
        failures = 0;
        welcomed = true;
        books.add(Entry.SOCKETS_OPENED, 1);
        send("{\"type\":\"hello\",\"firmware\":\"1.4.2\",\"bootId\":\"simulated\",\"agent\":\"muster-simulate\"}");
        settle(welcome.path("resume").asLong());
        unacknowledged.forEach(
                batch -> send(batch.text())); // before anything newer: the server goes by the highest number
        due();
    }

    private void acknowledged(long seq) {
        settle(seq);
        due();
    }

    private void settle(long seq) {
        var now = System.nanoTime();
        while (!unacknowledged.isEmpty() && unacknowledged.peek().last() <= seq) {
            var batch = unacknowledged.poll();
            books.timings().add(now - batch.sentAt());
            books.add(Entry.EVENTS_ACKNOWLEDGED, batch.last() - batch.first() + 1);
            books.of(device.id()).events.add(batch.last() - batch.first() + 1);
        }
    }

    private void due() {
        while (open != null && welcomed && !stopped && plan.speaks() && unacknowledged.size() < plan.window()) {
            var wait = nextAt - System.nanoTime();
            if (wait > 0) {
                if (!scheduled) {
                    scheduled = true;
                    open.executor().schedule(this::wakeUp, wait, TimeUnit.NANOSECONDS);
                }
                return;
            }
            nextAt = Math.max(nextAt + plan.intervalNanos(), System.nanoTime() - plan.intervalNanos());
            var first = device.events() + 1;
            var text = device.batch(plan.batch(), plan.points());
            unacknowledged.add(new Batch(first, device.events(), text, System.nanoTime()));
            books.add(Entry.EVENTS_SENT, plan.batch());
            send(text);
            if (plan.losesAnswer(device.random)) {
                open.close();
            }
        }
    }

    private void wakeUp() {
        scheduled = false;
        due();
    }

    private void command(JsonNode command) {
        books.add(Entry.COMMANDS_RECEIVED, 1);
        var id = UUID.fromString(command.path("id").asText());
        send("{\"type\":\"command_ack\",\"id\":\"" + id + "\"}");
        var result = device.run(id, () -> {
            books.add(Entry.COMMANDS_RUN, 1);
            books.of(device.id()).commands.increment();
        });
        ObjectNode message = Json.mapper().valueToTree(result);
        send(message.put("type", "command_result").toString());
    }

    private void send(String text) {
        open.writeAndFlush(new TextWebSocketFrame(text));
    }
}
