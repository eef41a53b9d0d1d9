package dev.muster.system;

import dev.muster.protocol.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A device that checks in with a reading each and says one again, with the same {@code seq} and a fresh nonce, until it has
 * a signed answer, as section 4 wants it. It remembers how far it was promised that all is stored.
 */
final class SteadyCheckIns implements SteadyTalk, Runnable {

    private static final long EVERY_MS = 150;
    private static final long AGAIN_AFTER_MS = 250;

    private final WireDevice device;
    private final List<String> surprises = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile long acknowledged;
    private volatile long sent;
    private volatile boolean producing = true;

    SteadyCheckIns(WireDevice device) {
        this.device = device;
        this.thread = new Thread(this, device.id);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        while (producing) {
            var body = device.checkInBody();
            var seq = body.path("seq").asLong();
            body.putArray("readings")
                    .addObject()
                    .put("ts", Json.time(Instant.now()))
                    .set("values", Json.tree(Map.of("n", seq)));
            sent = seq;
            while (!isStored(body)) {
                Eventually.pause(AGAIN_AFTER_MS);
            }
            acknowledged = seq;
            Eventually.pause(EVERY_MS);
        }
    }

    /** True for a signed 200; for no answer and for "later" the device comes again. */
    private boolean isStored(com.fasterxml.jackson.databind.JsonNode body) {
        var reply = device.checkIn(body).send();
        if (reply.status() == 200 && !reply.isSignedBack()) {
            surprises.add("an unsigned 200");
        } else if (reply.status() != 200 && reply.status() != 0 && reply.status() != 503 && reply.status() != 429) {
            surprises.add(reply.answer().toString());
        }
        return reply.status() == 200;
    }

    @Override
    public WireDevice device() {
        return device;
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
    public List<String> surprises() {
        return surprises;
    }

    @Override
    public void produceNoMore() {
        producing = false;
    }

    @Override
    public void stop() throws InterruptedException {
        thread.join(15_000);
    }
}
