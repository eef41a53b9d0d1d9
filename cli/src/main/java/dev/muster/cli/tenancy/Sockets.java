package dev.muster.cli.tenancy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Outsiders listen while B works, and a device of A speaks of what is B's. */
final class Sockets {

    private static final String KIND = "sockets";
    private static final String DASHBOARD = "/ws/dashboard";
    private static final String DEVICE = "/ws/device";

    private final World world;
    private final Findings findings;

    Sockets(World world, Findings findings) {
        this.world = world;
        this.findings = findings;
    }

    void all() {
        listening();
        strangers();
        speaking();
    }

    /**
     * Each outsider with each way to subscribe. That they would have heard is shown by what they hear of their own after
     * B's work, on the same socket.
     */
    private void listening() {
        var ears = new LinkedHashMap<Ear, Outsider>();
        try (var control = Ear.open(world.wire, DASHBOARD, world.b.admin()::signed)) {
            control.say(Json.object().put("type", "subscribe"));
            for (var who : world.outsiders) {
                if (who.person() != null) {
                    subscriptions(who).forEach(subscription -> {
                        var ear = Ear.open(world.wire, DASHBOARD, who.proof());
                        ear.say(subscription);
                        ears.put(ear, who);
                        findings.count(KIND, 1);
                    });
                }
            }
            pause();
            var last = work(world.b);
            if (!control.hears(last)) {
                findings.found("controls", "admin of B", DASHBOARD, "hears nothing of B's work", control.all());
            }
            var ownOfA = work(world.a);
            ears.forEach((ear, who) -> listened(ear, who, who.sees(Zone.EVERYBODY) ? last : ownOfA));
        } finally {
            ears.keySet().forEach(Ear::close);
        }
    }

    private void listened(Ear ear, Outsider who, String own) {
        if (!ear.hears(own)) {
            findings.found("controls", who, DASHBOARD, "hears nothing of their own", ear.all());
        }
        world.b
                .marks
                .in(ear.all(), who.hidden())
                .ifPresent(leak -> findings.found(KIND, who, DASHBOARD, "tells " + leak, ear.all()));
    }

    /** All, B's devices by name, and each event by name; their own devices are in each. */
    private List<ObjectNode> subscriptions(Outsider who) {
        var all = Json.object().put("type", "subscribe");
        var named = Json.object().put("type", "subscribe");
        var devices = named.putArray("devices");
        for (var org : List.of(world.a, world.b)) {
            org.things(Kind.DEVICE, Outsider.all()).forEach(device -> devices.add(device.value()));
        }
        var fleet = Json.object().put("type", "subscribe");
        fleet.put("fleet", world.b.things(Kind.FLEET, Outsider.all()).get(2).value());
        fleet.put("org", world.b.slug).put("X-Muster-Org", world.b.slug);
        return List.of(all, named, fleet);
    }

    /** Readings, log lines, a command and its end, a change; returns what is heard last. */
    private String work(Org org) {
        var last = "";
        var devices = new ArrayList<>(org.devices);
        java.util.Collections.reverse(devices); // the first fleet last
        for (var device : devices) {
            var body = device.checkIn();
            last = org.marks.word(device.zone, "a log line heard live");
            var events = body.putArray("events");
            events.add(
                    device.event("log_line").put("level", "INFO").put("line", org.marks.word(device.zone, "a line")));
            var reading = device.event("reading");
            reading.putObject("values").put(org.marks.word(device.zone, "a live reading's key"), 1);
            events.add(reading);
            var command = org.admin()
                    .post("/devices/" + device.id + "/commands", Map.of("command", Map.of("type", "ping")))
                    .expect("send a command")
                    .data()
                    .path("commandId")
                    .asText();
            org.add(Kind.COMMAND, device.zone, command, device.id);
            org.admin().delete("/devices/" + device.id + "/commands/" + command);
            org.admin()
                    .send("PATCH", "/devices/" + device.id, Map.of("notes", org.marks.word(device.zone, "notes")))
                    .expect("change a device");
            events.add(device.event("log_line").put("level", "INFO").put("line", last));
            world.wire.send(device.checkIn(body)).expect("check in");
        }
        return last;
    }

    /** Credentials of the wrong kind, of nobody, and of A in the name of B. */
    private void strangers() {
        var device = world.a.device(Zone.REST);
        var admin = world.outsiders.get(0);
        ended(DASHBOARD, "device of A", call -> call.with("Authorization", "Bearer " + device.token));
        ended(DASHBOARD, "anonymous", call -> call.with("Authorization", "Bearer none"));
        ended(DEVICE, "admin of A", world.a.admin()::signed);
        ended(DEVICE, "anonymous", call -> call.with("Authorization", "Bearer none"));
        for (var who : world.outsiders) {
            if (who.person() != null && !who.sees(Zone.EVERYBODY)) {
                ended(DASHBOARD, who.name(), call -> who.proof().apply(call.with("X-Muster-Org", world.b.slug)));
            }
        }
        try (var ear = Ear.open(world.wire, DASHBOARD, call -> call)) {
            ear.say(Json.object().put("type", "subscribe"));
            judge(ear, admin, "says nothing of who it is and stays open");
        }
    }

    private void ended(String path, String who, java.util.function.UnaryOperator<Call> proof) {
        try (var ear = Ear.open(world.wire, path, proof)) {
            judge(ear, world.outsiders.get(0), "stays open for " + who);
        }
    }

    private void judge(Ear ear, Outsider hidden, String otherwise) {
        findings.count(KIND, 1);
        if (!ear.isEnded()) {
            findings.found(KIND, hidden, "a socket of the wrong credential", otherwise, ear.all());
        }
        world.b
                .marks
                .in(ear.all(), hidden.hidden())
                .ifPresent(leak -> findings.found(KIND, hidden, "a socket", "tells " + leak, ear.all()));
    }

    /** A's device on its own socket, with B's ids in what it says. */
    private void speaking() {
        var device = world.a.device(Zone.FLEET_TWO);
        var who = world.outsiders.get(0);
        try (var ear = Ear.open(world.wire, DEVICE, call -> call.with("Authorization", "Bearer " + device.token))) {
            if (!ear.hears("welcome")) {
                findings.found("controls", "device of A", DEVICE, "is not let in", ear.all());
            }
            for (var command : world.b.things(Kind.COMMAND, Outsider.all())) {
                ear.say(Json.object().put("type", "command_ack").put("id", command.value()));
                ObjectNode result = Json.mapper()
                        .valueToTree(new CommandResult(
                                        UUID.fromString(command.value()), true, "taken", 0, null, Instant.now(), null)
                                .signedBy(device.id, device.secret));
                ear.say(result.put("type", "command_result"));
                ear.say(device.event("log_line")
                        .put("level", "INFO")
                        .put("line", "of another")
                        .put("deviceId", command.device()));
                findings.count(KIND, 3);
            }
            ear.hears("event_ack");
            pause();
            var heard = Marks.without(
                    ear.all(),
                    world.b.things(Kind.COMMAND, Outsider.all()).stream()
                            .map(Thing::value)
                            .toList());
            world.b
                    .marks
                    .in(heard, who.hidden())
                    .ifPresent(leak -> findings.found(KIND, "device of A", DEVICE, "tells " + leak, heard));
        }
    }

    /** Subscriptions are taken in the order they are sent, but on sockets of their own. */
    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
