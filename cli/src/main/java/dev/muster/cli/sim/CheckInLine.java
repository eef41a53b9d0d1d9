package dev.muster.cli.sim;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.cli.sim.Books.Entry;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.Json;
import dev.muster.protocol.crypto.ContentDigest;
import dev.muster.protocol.crypto.RequestSignature;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * One connection that is kept open, and the devices that check in over it, each when it is due, one request at a time. A
 * connection that breaks is made again and the request repeated under a new nonce, as a device does that got no answer.
 */
final class CheckInLine {

    private static final int LARGEST_ANSWER = 1024 * 1024;
    private static final long AGAIN_MS = 1_000;

    private final FleetPlan plan;
    private final Target target;
    private final Books books;
    private final PriorityQueue<Due> waiting = new PriorityQueue<>();
    private volatile boolean stopped;
    private ChannelHandlerContext open;
    private Due current;
    private byte[] body;
    private SimulatedDevice.Request question;
    private long askedAt;

    private record Due(long at, SimulatedDevice device) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return Long.compare(at, other.at);
        }
    }

    CheckInLine(FleetPlan plan, Target target, Books books, List<SimulatedDevice> devices) {
        this.plan = plan;
        this.target = target;
        this.books = books;
        var now = System.nanoTime();
        for (var device : devices) {
            waiting.add(new Due(now + plan.phaseNanos(device.random), device));
        }
    }

    void start() {
        connect();
    }

    void stop() {
        stopped = true;
    }

    private void connect() {
        if (stopped || waiting.isEmpty() && current == null) {
            return;
        }
        target.connect(pipeline -> pipeline.addLast(
                        new HttpResponseDecoder(), new HttpObjectAggregator(LARGEST_ANSWER), new Answers()))
                .addListener(made -> {
                    if (!made.isSuccess()) {
                        books.refused("no connection");
                        target.loops().schedule(this::connect, AGAIN_MS, TimeUnit.MILLISECONDS);
                    }
                });
    }

    /** All of it on the connection's one thread. */
    private final class Answers extends SimpleChannelInboundHandler<FullHttpResponse> {

        @Override
        public void channelActive(ChannelHandlerContext context) {
            open = context;
            if (current != null) {
                ask();
            } else {
                next();
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse answer) {
            answered(answer);
            if (open == context && context.channel().isActive()) {
                next();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (open == context) {
                open = null;
                target.loops().schedule(CheckInLine.this::connect, 50, TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            books.refused(cause instanceof IOException ? "connection lost" : cause.toString());
            context.close();
        }
    }

    private void next() {
        if (stopped) {
            open.close();
            return;
        }
        var due = waiting.peek();
        if (due == null) {
            open.close();
            return;
        }
        var wait = due.at() - System.nanoTime();
        if (wait > 0) {
            open.executor().schedule(this::nextIfOpen, wait, TimeUnit.NANOSECONDS);
            return;
        }
        current = waiting.poll();
        body = current.device().checkIn(plan.readings());
        ask();
    }

    private void nextIfOpen() {
        if (open != null && current == null) {
            next();
        }
    }

    private void ask() {
        question = current.device().request(target.host, body);
        askedAt = System.nanoTime();
        books.add(Entry.CHECK_INS_SENT, 1);
        var buffer = open.alloc().buffer(question.head().length + question.body().length);
        buffer.writeBytes(question.head()).writeBytes(question.body());
        open.writeAndFlush(buffer);
        if (plan.losesAnswer(current.device().random)) {
            open.close();
        }
    }

    private void answered(FullHttpResponse answer) {
        var device = current.device();
        var status = answer.status().code();
        var bytes = ByteBufUtil.getBytes(answer.content());
        var headers = answer.headers();
        var believed = device.believes(
                question,
                status,
                headers.get(ContentDigest.HEADER),
                headers.get(RequestSignature.INPUT_HEADER),
                headers.get(RequestSignature.HEADER),
                bytes);
        var pause = plan.intervalNanos();
        if (!believed) {
            books.add(Entry.UNSIGNED_ANSWERS, 1);
            books.refused("HTTP " + status + " unsigned");
            pause = Math.max(pause, TimeUnit.MILLISECONDS.toNanos(AGAIN_MS));
        } else if (status == 200) {
            books.timings().add(System.nanoTime() - askedAt);
            books.add(Entry.CHECK_INS_ACKNOWLEDGED, 1);
            books.add(Entry.READINGS_ACKNOWLEDGED, plan.readings());
            books.of(device.id()).readings.add(plan.readings());
            commands(device, bytes);
        } else {
            books.refused("HTTP " + status);
            var after = headers.getInt("Retry-After", 0);
            pause = Math.max(pause, TimeUnit.SECONDS.toNanos(after));
        }
        waiting.add(new Due(Math.max(current.at() + pause, System.nanoTime() - pause), device));
        current = null;
        if (!"keep-alive".equalsIgnoreCase(headers.get("Connection", "keep-alive"))) {
            open.close();
        }
    }

    /** What is due is run at once; its result goes with the next check-in, which is due now. */
    private void commands(SimulatedDevice device, byte[] reply) {
        if (!contains(reply, "\"commands\":[{")) {
            return;
        }
        try {
            for (JsonNode command : Json.mapper().readTree(reply).path("commands")) {
                books.add(Entry.COMMANDS_RECEIVED, 1);
                CommandResult result =
                        device.run(UUID.fromString(command.path("id").asText()), () -> {
                            books.add(Entry.COMMANDS_RUN, 1);
                            books.of(device.id()).commands.increment();
                        });
                device.result(result);
            }
        } catch (IOException e) {
            books.refused("an answer that is no JSON");
        }
    }

    private static boolean contains(byte[] text, String part) {
        return new String(text, StandardCharsets.UTF_8).contains(part);
    }
}
