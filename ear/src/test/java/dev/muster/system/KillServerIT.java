package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * {@code kill -9} of the server at random moments while devices report and operators send commands; afterwards what the
 * server has is compared with what it promised. {@code -Dmuster.kills=50} for the long run ({@code
 * -Dmuster.kill.minutes} ends it earlier), {@code -Dmuster.seed} to repeat the same moments.
 */
@Order(90)
class KillServerIT extends SystemTest {

    private static final int DEVICES = 4;
    private static final Duration READY_WITHIN = Duration.ofSeconds(Integer.getInteger("muster.ready.seconds", 180));
    private static final Duration KILLS_WITHIN = Duration.ofMinutes(Integer.getInteger("muster.kill.minutes", 24 * 60));
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(90);

    @Test
    void F01_F02_a_killed_server_loses_nothing_it_promised_and_does_nothing_twice() throws InterruptedException {
        muster.data();
        var kills = Integer.getInteger("muster.kills", 3);
        var seed = Long.getLong("muster.seed", System.nanoTime());
        var random = new Random(seed);
        var began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        System.out.println("kill -9 of the server, " + kills + " times, seed " + seed);
        var devices = IntStream.range(0, DEVICES)
                .mapToObj(i -> new SteadyDevice(WireDevice.enrolled(muster, "steady")))
                .toList();
        var operator = new SteadyOperator(admin, devices, seed);

        var readyAfterMs = new ArrayList<Long>();
        var end = began.plus(KILLS_WITHIN);
        for (var kill = 1; kill <= kills && Instant.now().isBefore(end); kill++) {
            Eventually.pause(500 + random.nextInt(4_000));
            readyAfterMs.add(killAndAwaitReady(kill, seed));
        }
        devices.forEach(KillServerIT::awaitTalk);
        operator.stop();
        devices.forEach(SteadyDevice::produceNoMore);
        var drained = Eventually.within(
                DRAINED_WITHIN, () -> devices.stream().allMatch(SteadyDevice::isDrained) && allEnded(operator));
        for (var device : devices) {
            device.stop();
        }

        var found = check(devices, operator, began);
        System.out.println(report(seed, readyAfterMs, devices, operator, found));
        assertThat(drained).as("everything came through in the end").isTrue();
        assertThat(found.wrong).as("seed " + seed).isEmpty();
        assertThat(Collections.max(readyAfterMs))
                .as("ready again, seed " + seed)
                .isLessThan(READY_WITHIN.toMillis());
    }

    /** Until the device is back and something new of it is stored. */
    private static void awaitTalk(SteadyDevice steady) {
        var before = steady.acknowledged();
        Eventually.value("talk of " + steady.device.id, DRAINED_WITHIN, steady::acknowledged, seen -> seen > before);
    }

    /** Milliseconds from the kill until the server says that it is ready. */
    private long killAndAwaitReady(int kill, long seed) {
        var pid = muster.serverPid();
        var process = ProcessHandle.of(pid).orElseThrow();
        var at = System.nanoTime();
        process.destroyForcibly();
        process.onExit().join();
        if (!Eventually.within(Duration.ofSeconds(240), () -> muster.isReady() && muster.serverPid() != pid)) {
            throw new AssertionError("not ready 240 s after kill " + kill + ", seed " + seed);
        }
        return (System.nanoTime() - at) / 1_000_000;
    }

    private boolean allEnded(SteadyOperator operator) {
        return operator.accepted.entrySet().stream().allMatch(entry -> ended(entry.getValue(), entry.getKey()));
    }

    private boolean ended(WireDevice device, java.util.UUID id) {
        return admin.get(device.path("/commands/" + id))
                .data()
                .path("state")
                .asText()
                .equals("SUCCEEDED");
    }

    /** What the checker counted and what is wrong. */
    private static final class Found {
        final List<String> wrong = new ArrayList<>();
        long stored;
        long lost;
        long doubled;
        long redelivered;
        long commandsTwice;
    }

    private Found check(List<SteadyDevice> devices, SteadyOperator operator, Instant began) {
        var found = new Found();
        for (var steady : devices) {
            checkEvents(steady, began, found);
            steady.surprises.forEach(surprise -> found.wrong.add(steady.device.id + ": " + surprise));
            found.redelivered += steady.deliveries.values().stream()
                    .filter(times -> times.get() > 1)
                    .count();
            found.commandsTwice +=
                    steady.runs.values().stream().filter(runs -> runs.get() > 1).count();
            steady.deliveries.keySet().stream()
                    .filter(id -> operator.accepted.get(id) != steady.device)
                    .forEach(id -> found.wrong.add(steady.device.id + " was given the stranger's command " + id));
        }
        operator.accepted.forEach((id, device) -> {
            var command = admin.get(device.path("/commands/" + id)).expect(200).data();
            if (!command.path("state").asText().equals("SUCCEEDED")
                    || !command.path("output").asText().equals("run 1 of " + id)) {
                found.wrong.add("command " + command);
            }
        });
        if (found.commandsTwice > 0) {
            found.wrong.add(found.commandsTwice + " commands ran twice");
        }
        return found;
    }

    private void checkEvents(SteadyDevice steady, Instant began, Found found) {
        var times = stored(steady.device, began);
        times.forEach((n, count) -> {
            found.stored += count;
            if (count > 1) {
                found.doubled++;
                found.wrong.add(steady.device.id + ": event " + n + " is stored " + count + " times");
            }
            if (n > steady.produced()) {
                found.wrong.add(steady.device.id + ": event " + n + " was never sent");
            }
        });
        for (var n = 1L; n <= steady.acknowledged(); n++) {
            if (!times.containsKey(n)) {
                found.lost++;
                found.wrong.add(steady.device.id + ": event " + n + " was acknowledged and is not there");
            }
        }
    }

    /** How often each event is stored, as the telemetry tells; two minutes a call, far below its limit of points. */
    private Map<Long, Integer> stored(WireDevice device, Instant began) {
        var times = new HashMap<Long, Integer>();
        var end = Instant.now().plusSeconds(1);
        for (var from = began; from.isBefore(end); from = from.plus(2, ChronoUnit.MINUTES)) {
            var points = admin.get(device.path("/telemetry?keys=n&from=" + Json.time(from) + "&to="
                            + Json.time(from.plus(2, ChronoUnit.MINUTES))))
                    .expect(200)
                    .data()
                    .path("series")
                    .path(0)
                    .path("points");
            points.forEach(point -> times.merge(point.path(1).asLong(), 1, Integer::sum));
        }
        return times;
    }

    private static String report(
            long seed, List<Long> readyAfterMs, List<SteadyDevice> devices, SteadyOperator operator, Found found) {
        var sorted = readyAfterMs.stream().sorted().toList();
        return Json.object()
                .put("test", "kill -9 of the server")
                .put("seed", seed)
                .put("kills", sorted.size())
                .put("readyAfterMsMedian", sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2))
                .put("readyAfterMsMax", sorted.isEmpty() ? 0 : sorted.get(sorted.size() - 1))
                .put("devices", devices.size())
                .put(
                        "connections",
                        devices.stream()
                                .mapToInt(device -> device.connections.get())
                                .sum())
                .put(
                        "eventsAcknowledged",
                        devices.stream().mapToLong(SteadyDevice::acknowledged).sum())
                .put("eventsStored", found.stored)
                .put("eventsLost", found.lost)
                .put("eventsStoredTwice", found.doubled)
                .put("commands", operator.accepted.size())
                .put("commandsHandedOutAgain", found.redelivered)
                .put("commandsRunTwice", found.commandsTwice)
                .toString();
    }
}
