package dev.muster.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A device that keeps talking whatever happens to the server, as section 6 wants it: each event keeps its {@code seq} and
 * is sent again until it is acknowledged; each command runs once and a repeat is answered with the stored result. It
 * remembers everything, so that what the server has can be checked against it.
 */
final class SteadyDevice implements SteadyTalk, Runnable {

    private static final long READING_EVERY_MS = 150;
    private static final long AGAIN_AFTER_MS = 250;
    private static final int AT_ONCE = 100;

    /** Acknowledged events that it sends again after a reconnect, as one does that lost the last of what it wrote. */
    private static final int FORGOTTEN = 20;

    final WireDevice device;
    final Map<UUID, AtomicInteger> runs = new ConcurrentHashMap<>();
    final Map<UUID, AtomicInteger> deliveries = new ConcurrentHashMap<>();
    private final List<String> surprises = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    private final Map<UUID, JsonNode> results = new ConcurrentHashMap<>();
    private final TreeMap<Long, JsonNode> unacknowledged = new TreeMap<>();
    private final TreeMap<Long, JsonNode> forgotten = new TreeMap<>();

    /** Commands by the event after their result: once that is acknowledged, the result is stored. */
    private final Map<UUID, Long> ending = new HashMap<>();

    private final Set<UUID> ended = new HashSet<>();
    private volatile long acknowledged;
    private volatile long sent;
    private volatile boolean producing = true;
    private volatile boolean running = true;
    private final Thread thread;

    SteadyDevice(WireDevice device) {
        this.device = device;
        this.thread = new Thread(this, device.id);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public long acknowledged() {
        return acknowledged;
    }

    @Override
    public long produced() {
        return sent;
    }

    @Override
    public void produceNoMore() {
        producing = false;
    }

    @Override
    public WireDevice device() {
        return device;
    }

    @Override
    public List<String> surprises() {
        return surprises;
    }

    @Override
    public void stop() throws InterruptedException {
        running = false;
        thread.join(15_000);
    }

    @Override
    public void run() {
        while (running) {
            try (var socket = device.connect()) {
                connections.incrementAndGet();
                talk(socket);
            } catch (RuntimeException | AssertionError e) {
                // the server is away, or cut the connection: come again, as a device does
                if (running) {
                    pauseQuietly();
                }
            }
        }
    }

    private void talk(Socket socket) {
        var resume = socket.next("welcome").path("resume").asLong();
        if (resume < acknowledged) {
            surprises.add("resume " + resume + " is below the acknowledged " + acknowledged);
        }
        acknowledge(resume);
        resend(socket);
        // nothing acknowledges a result: one that a kill cut off is said again, and a repeat changes nothing
        results.forEach((id, result) -> end(socket, id, result));
        var next = System.nanoTime();
        while (running && !socket.isClosed()) {
            if (producing && System.nanoTime() >= next) {
                socket.send(produce());
                next = System.nanoTime() + READING_EVERY_MS * 1_000_000;
            }
            var message = socket.poll(java.time.Duration.ofMillis(20));
            if (message != null) {
                hear(socket, message);
            }
        }
        throw new IllegalStateException("closed");
    }

    private synchronized JsonNode produce() {
        var seq = device.nextSeq();
        var event = device.reading(seq, Map.of("n", seq));
        unacknowledged.put(seq, event);
        sent = seq;
        return event;
    }

    private void resend(Socket socket) {
        List<JsonNode> again;
        synchronized (this) {
            again = new ArrayList<>(forgotten.values());
            again.addAll(unacknowledged.values());
        }
        for (var from = 0; from < again.size(); from += AT_ONCE) {
            var batch = dev.muster.protocol.Json.object().put("type", "batch");
            batch.putArray("events").addAll(again.subList(from, Math.min(again.size(), from + AT_ONCE)));
            socket.send(batch);
        }
    }

    private void hear(Socket socket, JsonNode message) {
        switch (message.path("type").asText()) {
            case "event_ack" -> acknowledge(message.path("seq").asLong());
            case "command" -> obey(socket, message.path("command"));
            default -> surprises.add(message.toString());
        }
    }

    private synchronized void acknowledge(long seq) {
        if (seq > sent) {
            surprises.add("acknowledged " + seq + ", but only " + sent + " were sent");
        }
        acknowledged = Math.max(acknowledged, seq);
        var stored = unacknowledged.headMap(seq, true);
        forgotten.putAll(stored);
        stored.clear();
        while (forgotten.size() > FORGOTTEN) {
            forgotten.pollFirstEntry();
        }
        ending.entrySet().removeIf(next -> next.getValue() <= seq && ended.add(next.getKey()));
    }

    private void obey(Socket socket, JsonNode command) {
        var id = UUID.fromString(command.path("id").asText());
        deliveries.computeIfAbsent(id, key -> new AtomicInteger()).incrementAndGet();
        if (ended.contains(id)) {
            surprises.add("command " + id + " was handed out again after its result was stored");
        }
        socket.send(WireDevice.ack(id));
        var result = results.computeIfAbsent(id, key -> {
            var run = runs.computeIfAbsent(key, one -> new AtomicInteger()).incrementAndGet();
            return device.result(key, true, "run " + run + " of " + key);
        });
        end(socket, id, result);
    }

    private void end(Socket socket, UUID id, JsonNode result) {
        socket.send(result);
        if (!ended.contains(id)) {
            ending.put(id, sent + 1);
        }
    }

    private static void pauseQuietly() {
        try {
            Thread.sleep(AGAIN_AFTER_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
