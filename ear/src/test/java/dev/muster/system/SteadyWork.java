package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Devices that report, by socket and by check-in, and an operator who sends commands, while something is done to the
 * server; afterwards what the server has is compared with what it promised: I1 (stored once), I3 (run once).
 */
final class SteadyWork {

    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(90);

    private final Rest admin;
    private final long seed;
    private final Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final List<SteadyDevice> onSockets;
    private final List<SteadyTalk> all;
    private final SteadyOperator operator;

    /** @param each how many devices on sockets, and as many that check in */
    SteadyWork(RunningMuster muster, int each, long seed) {
        this.admin = muster.admin();
        this.seed = seed;
        onSockets = IntStream.range(0, each)
                .mapToObj(i -> new SteadyDevice(WireDevice.enrolled(muster, "steady")))
                .toList();
        var checkingIn = IntStream.range(0, each)
                .mapToObj(i -> new SteadyCheckIns(WireDevice.enrolled(muster, "steady-checkin")))
                .toList();
        all = Stream.<SteadyTalk>concat(onSockets.stream(), checkingIn.stream()).toList();
        operator = new SteadyOperator(admin, onSockets, seed);
    }

    /** Until each device is back and something new of it is stored. */
    void awaitTalk() {
        for (var each : all) {
            var before = each.acknowledged();
            Eventually.value("talk of " + each.device().id, DRAINED_WITHIN, each::acknowledged, seen -> seen > before);
        }
    }

    /**
     * Ends the work, prints what was counted, and fails where a promise was not kept.
     *
     * @param figures what the test has to say of itself
     * @return how much was acknowledged, all of which is stored once
     */
    long end(ObjectNode figures) throws InterruptedException {
        awaitTalk();
        operator.stop();
        all.forEach(SteadyTalk::produceNoMore);
        var drained = Eventually.within(
                DRAINED_WITHIN, () -> all.stream().allMatch(SteadyTalk::isDrained) && allCommandsEnded());
        for (var each : all) {
            each.stop();
        }
        var found = check();
        System.out.println(report(figures, found));
        assertThat(drained).as("everything came through in the end").isTrue();
        assertThat(found.wrong).as("seed " + seed).isEmpty();
        return acknowledged();
    }

    private long acknowledged() {
        return all.stream().mapToLong(SteadyTalk::acknowledged).sum();
    }

    private boolean allCommandsEnded() {
        return operator.accepted.entrySet().stream()
                .allMatch(entry -> admin.get(entry.getValue().path("/commands/" + entry.getKey()))
                        .data()
                        .path("state")
                        .asText()
                        .equals("SUCCEEDED"));
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

    private Found check() {
        var found = new Found();
        all.forEach(each -> checkEvents(each, found));
        onSockets.forEach(each -> checkCommands(each, found));
        operator.accepted.forEach((id, device) -> checkEnd(id, device, found));
        if (found.commandsTwice > 0) {
            found.wrong.add(found.commandsTwice + " commands ran twice");
        }
        return found;
    }

    private void checkCommands(SteadyDevice steady, Found found) {
        found.redelivered += steady.deliveries.values().stream()
                .filter(times -> times.get() > 1)
                .count();
        found.commandsTwice +=
                steady.runs.values().stream().filter(runs -> runs.get() > 1).count();
        steady.deliveries.keySet().stream()
                .filter(id -> operator.accepted.get(id) != steady.device)
                .forEach(id -> found.wrong.add(steady.device.id + " was given the stranger's command " + id));
    }

    private void checkEnd(UUID id, WireDevice device, Found found) {
        var command = admin.get(device.path("/commands/" + id)).expect(200).data();
        if (!command.path("state").asText().equals("SUCCEEDED")
                || !command.path("output").asText().equals("run 1 of " + id)) {
            found.wrong.add("command " + command);
        }
    }

    private void checkEvents(SteadyTalk steady, Found found) {
        var id = steady.device().id;
        steady.surprises().forEach(surprise -> found.wrong.add(id + ": " + surprise));
        var times = stored(steady.device());
        times.forEach((n, count) -> {
            found.stored += count;
            if (count > 1) {
                found.doubled++;
                found.wrong.add(id + ": event " + n + " is stored " + count + " times");
            }
            if (n > steady.produced()) {
                found.wrong.add(id + ": event " + n + " was never sent");
            }
        });
        for (var n = 1L; n <= steady.acknowledged(); n++) {
            if (!times.containsKey(n)) {
                found.lost++;
                found.wrong.add(id + ": event " + n + " was acknowledged and is not there");
            }
        }
    }

    /** How often each event is stored, as the telemetry tells; two minutes a call, far below its limit of points. */
    private Map<Long, Integer> stored(WireDevice device) {
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

    private String report(ObjectNode figures, Found found) {
        return figures.put("seed", seed)
                .put("devices", all.size())
                .put(
                        "connections",
                        onSockets.stream()
                                .mapToInt(each -> each.connections.get())
                                .sum())
                .put("acknowledged", acknowledged())
                .put("stored", found.stored)
                .put("lost", found.lost)
                .put("storedTwice", found.doubled)
                .put("commands", operator.accepted.size())
                .put("commandsHandedOutAgain", found.redelivered)
                .put("commandsRunTwice", found.commandsTwice)
                .toString();
    }
}
