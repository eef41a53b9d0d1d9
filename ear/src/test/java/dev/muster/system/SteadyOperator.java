package dev.muster.system;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An operator's program that keeps sending commands with ids of its own, and repeats a submit until it has an answer, as
 * one does over a bad line.
 */
final class SteadyOperator implements Runnable {

    private static final long COMMAND_EVERY_MS = 250;

    /** Unreachable, too much at once, not available. */
    private static final Set<Integer> RETRYABLE = Set.of(0, 429, 503);

    /** Commands that the server has, by the device they are for. */
    final Map<UUID, WireDevice> accepted = new ConcurrentHashMap<>();

    private final Rest rest;
    private final List<SteadyDevice> devices;
    private final Random random;
    private final Thread thread;
    private volatile boolean running = true;
    private volatile String surprise;

    SteadyOperator(Rest rest, List<SteadyDevice> devices, long seed) {
        this.rest = rest;
        this.devices = devices;
        this.random = new Random(seed);
        this.thread = new Thread(this, "operator");
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends after the submit under way has its answer. */
    void stop() throws InterruptedException {
        running = false;
        thread.join(120_000);
        if (thread.isAlive() || surprise != null) {
            throw new AssertionError("the operator's last submit: " + (surprise == null ? "no answer" : surprise));
        }
    }

    @Override
    public void run() {
        while (running && surprise == null) {
            submit(devices.get(random.nextInt(devices.size())).device, UUID.randomUUID(), random.nextBoolean());
            sleep(COMMAND_EVERY_MS);
        }
    }

    private void submit(WireDevice device, UUID id, boolean waiting) {
        var command = Map.of("type", "ping", "id", id.toString());
        var body = waiting ? Map.of("command", command, "timeoutMs", 1_000) : Map.of("command", command);
        while (surprise == null) {
            var answer = rest.post(device.path("/commands"), body);
            if (answer.status() == 200 || answer.status() == 409) {
                accepted.put(id, device);
                return;
            }
            if (!RETRYABLE.contains(answer.status())) {
                surprise = answer.toString();
            }
            sleep(COMMAND_EVERY_MS);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
