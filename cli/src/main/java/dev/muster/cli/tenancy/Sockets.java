package dev.muster.cli.tenancy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.DashboardEvent;
import dev.muster.protocol.DashboardMessage;
import dev.muster.protocol.Json;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Outsiders listen while B works, and a device of A speaks of what is B's. */
final class Sockets {

    private static final String KIND = "sockets";
    private static final String DASHBOARD = "/ws/dashboard";
    private static final String DEVICE = "/ws/device";

    /** Messages of devices, each of which {@link #speaking} says with B's ids. */
    static final Set<String> SAID_BY_DEVICES = Stream.concat(
                    Stream.of("auth", "hello", "batch", "command_ack", "command_progress", "command_result"),
                    Stream.of(DashboardEvent.values())
                            .filter(event -> event != DashboardEvent.COMMAND && event != DashboardEvent.DEVICE)
                            .map(DashboardEvent::wire))
            .collect(Collectors.toUnmodifiableSet());

    /** What somebody hears who subscribes to what they do not see. */
    private static final String NOTHING = "nothing";

    /** Who listens, and a text that has to reach them; empty for the last that was said. */
    private record Expected(Outsider who, String own) {}

    private final World world;
    private final Findings findings;
    private final LiveWork work;

    Sockets(World world, Findings findings) {
        this.world = world;
        this.findings = findings;
        this.work = new LiveWork(world.wire);
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
        var ears = new LinkedHashMap<Ear, Expected>();
        try (var control = Ear.open(world.wire, DASHBOARD, world.b.admin()::signed)) {
            control.say(subscribe());
            for (var who : world.outsiders) {
                if (who.person() != null) {
                    subscriptions(who).forEach((subscription, own) -> {
                        var ear = Ear.open(world.wire, DASHBOARD, who.proof());
                        ear.say(subscription);
                        ears.put(ear, new Expected(who, own));
                        findings.count(KIND, 1);
                    });
                }
            }
            fleetsOfB(ears);
            pause();
            var last = work.of(world.b);
            if (!control.hears(last)) {
                findings.found("controls", "admin of B", DASHBOARD, "hears nothing of B's work", control.all());
            }
            var ownOfA = work.of(world.a);
            ears.forEach(
                    (ear, expected) -> listened(ear, expected, expected.who().sees(Zone.EVERYBODY) ? last : ownOfA));
        } finally {
            ears.keySet().forEach(Ear::close);
        }
    }

    private void listened(Ear ear, Expected expected, String last) {
        var who = expected.who();
        var own = expected.own().isEmpty() ? last : expected.own();
        if (own.equals(NOTHING) ? !ear.all().isBlank() : !ear.hears(own)) {
            findings.found("controls", who, DASHBOARD, "hears another than " + own, ear.all());
        }
        world.b
                .marks
                .in(ear.all(), who.hidden())
                .ifPresent(leak -> findings.found(KIND, who, DASHBOARD, "tells " + leak, ear.all()));
    }

    /** All, B's devices by name beside their own, each fleet of B that they do not see, and each event by its name. */
    private Map<ObjectNode, String> subscriptions(Outsider who) {
        var all = new LinkedHashMap<ObjectNode, String>();
        all.put(subscribe(), "");
        var named = subscribe();
        var devices = named.putArray("devices");
        for (var org : List.of(world.a, world.b)) {
            org.things(Kind.DEVICE, Outsider.all()).forEach(device -> devices.add(device.value()));
        }
        all.put(named, "");
        for (var fleet : world.b.things(Kind.FLEET, who.hidden())) {
            var hidden = subscribe().put("fleet", fleet.value());
            all.put(hidden.put("org", world.b.slug).put("X-Muster-Org", world.b.slug), NOTHING);
        }
        for (var event : DashboardEvent.values()) {
            var one = subscribe();
            one.putArray("events").add(event.wire());
            all.put(one, "\"type\":\"" + event.wire() + "\"");
        }
        return all;
    }

    /** B's administrator, and a member of the fleet, hear by it what others do not. */
    private void fleetsOfB(Map<Ear, Expected> ears) {
        for (var zone : List.of(Zone.FLEET_ONE, Zone.FLEET_TWO)) {
            var who = zone == Zone.FLEET_ONE ? world.contractor : world.twoFleets;
            var fleet = world.b.things(Kind.FLEET, EnumSet.of(zone)).get(0).value();
            var ear = Ear.open(world.wire, DASHBOARD, who.proof());
            ear.say(subscribe().put("fleet", fleet));
            ears.put(ear, new Expected(who, world.b.device(zone).id));
            findings.count(KIND, 1);
        }
    }

    private static ObjectNode subscribe() {
        return message(DashboardMessage.SUBSCRIBE);
    }

    /** A message that is not known here does not compile. */
    private static ObjectNode message(DashboardMessage type) {
        var message = Json.object().put("type", type.wire());
        return switch (type) {
            case SUBSCRIBE -> message;
            case AUTH -> message.put("token", "none");
        };
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
            ear.say(subscribe());
            judge(ear, admin, "says nothing of who it is and stays open");
        }
        for (var token : List.of("none", device.token)) {
            try (var ear = Ear.open(world.wire, DASHBOARD, call -> call)) {
                ear.say(message(DashboardMessage.AUTH).put("token", token));
                judge(ear, admin, "takes the token of a device, or none, and stays open");
            }
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
            ear.say(Json.object()
                    .put("type", "auth")
                    .put("token", device.token)
                    .put("deviceId", world.b.devices.get(0).id));
            ear.say(Json.object()
                    .put("type", "hello")
                    .put("agent", "probe")
                    .put("deviceId", world.b.devices.get(0).id));
            findings.count(KIND, 2);
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
                ear.say(Json.object()
                        .put("type", "command_progress")
                        .put("id", command.value())
                        .put("percent", 50));
                findings.count(KIND, 4);
            }
            for (var other : world.b.things(Kind.DEVICE, Outsider.all())) {
                var batch = Json.object().put("type", "batch");
                var events = batch.putArray("events");
                for (var event : DashboardEvent.values()) {
                    if (event != DashboardEvent.COMMAND && event != DashboardEvent.DEVICE) {
                        LiveWork.tell(event, world.a, device, events);
                    }
                }
                events.forEach(event -> ((ObjectNode) event).put("deviceId", other.value()));
                ear.say(batch);
                findings.count(KIND, events.size());
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
