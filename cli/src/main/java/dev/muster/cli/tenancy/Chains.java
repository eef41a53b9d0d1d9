package dev.muster.cli.tenancy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Attacks of more than one step, and those that no single parameter holds. Whether B is unchanged the snapshot says. */
final class Chains {

    /** What an operator of a fleet may do with its devices. */
    private static final Set<String> OF_AN_OPERATOR =
            Set.of("/devices/{deviceId}/commands", "/devices/{deviceId}/commands/{id}", "/devices/{id}/errlog/read");

    private final World world;
    private final Judge judge;
    private final Findings findings;
    private final Operation checkIn = new Operation("POST", "/api/v1/device/checkin", List.of(), "application/json");

    Chains(World world, Judge judge, Findings findings) {
        this.world = world;
        this.judge = judge;
        this.findings = findings;
    }

    void all(List<Operation> known) {
        world.outsiders.stream().filter(who -> who.person() != null).forEach(this::repeated);
        var admin = world.outsiders.get(0);
        for (var device : world.b.things(Kind.DEVICE, Outsider.all())) {
            permits(admin, device.value());
            groups(admin, device.value());
            forged(device);
        }
        world.outsiders.forEach(this::former);
        belowRole(known, world.contractor, OF_AN_OPERATOR);
        belowRole(known, world.twoFleets, Set.of());
        deviceOfA();
    }

    /** B's own writes with B's own Idempotency-Keys: the remembered answer is B's. */
    private void repeated(Outsider who) {
        for (var call : world.b.written) {
            var theirs = world.b.devices.stream()
                    .anyMatch(device -> who.sees(device.zone) && call.target().contains(device.id));
            if (theirs || (who.sees(Zone.EVERYBODY) && call.target().endsWith("/device-views"))) {
                continue; // they may do that
            }
            ask("idempotency keys", who, call, world.b.marks.wordsIn(call.toString()));
        }
    }

    /** Permits of A that name a device of B. */
    private void permits(Outsider admin, String device) {
        var made = world.a.admin().post("/provision-tokens", Map.of("name", "probe", "deviceId", device));
        judge.spoken(Set.of(device));
        var token = made.data().path("token").asText("none");
        refused(ask(
                "permits of A",
                admin,
                Call.json("POST", "/api/v1/provision", Map.of("provisionToken", token, "deviceId", device)),
                Set.of(device)));
        var key = world.a
                .admin()
                .post("/enrollment-keys", Map.of("name", "probe", "autoApprove", true))
                .expect("make an enrollment key")
                .data()
                .path("key")
                .asText();
        refused(ask(
                "permits of A",
                admin,
                new Call("POST", "/api/v1/devices/" + device + "/token", Map.of("X-Enrollment-Key", key), null),
                Set.of(device)));
    }

    private void refused(Reply reply) {
        if (reply.ok()) {
            findings.found("permits of A", "admin of A", "a device of B", "is let in by a permit of A", reply.body());
        }
    }

    /** A group of A whose query names what is B's, and the devices it finds. */
    private void groups(Outsider admin, String device) {
        var slug = "g" + Marks.letters(12);
        world.a
                .admin()
                .post("/device-groups", Map.of("name", slug, "slug", slug, "query", "id:" + device + " OR label:*"))
                .expect("make a group");
        judge.spoken(Set.of(device));
        for (var path : List.of("/devices?q=group:" + slug, "/devices/export?q=group:" + slug, "/device-groups")) {
            ask("groups of A", admin, Call.get("/api/v1" + path), Set.of(device));
        }
    }

    /** A check-in in the name of a device of B, signed with a secret of A; and in the name of one that is nowhere. */
    private void forged(Thing thing) {
        var thief = world.a.device(Zone.REST);
        var anonymous = world.outsiders.stream()
                .filter(who -> who.name().equals("anonymous"))
                .findFirst()
                .orElseThrow();
        var nowhere = Outsider.absent(Kind.DEVICE, thing.value());
        for (var i = 0; i < 3; i++) {
            var body = Json.object().put("seq", 1_000 + i);
            judge.pair(new Probe(
                    "forged signatures",
                    anonymous,
                    checkIn,
                    new SyntheticDevice(thing.value(), thing.zone(), thief.secret, "").checkIn(body),
                    new SyntheticDevice(nowhere, thing.zone(), thief.secret, "").checkIn(body),
                    Set.of(thing.value()),
                    Set.of(nowhere),
                    true));
        }
    }

    /** The past of a device that was B's and is nobody's now. */
    private void former(Outsider who) {
        for (var below : List.of(
                "", "/state", "/readings", "/events", "/logs", "/errlog", "/telemetry", "/commands", "/credentials")) {
            var nowhere = Outsider.absent(Kind.DEVICE, world.b.former);
            var method = below.equals("/credentials") ? "DELETE" : "GET";
            var at = "/api/v1/devices/";
            judge.pair(new Probe(
                    "devices that left B",
                    who,
                    new Operation(method, at + "{id}" + below, List.of(), null),
                    new Call(method, at + world.b.former + below, Map.of(), null),
                    new Call(method, at + nowhere + below, Map.of(), null),
                    Set.of(world.b.former),
                    Set.of(nowhere),
                    true));
        }
    }

    /** Every write on what they see and may not change: a viewer of that fleet, and an operator of it. */
    private void belowRole(List<Operation> known, Outsider who, Set<String> may) {
        var visible = new Outsider(
                who.name() + ", below their role",
                who.proof(),
                world.b.things.stream()
                        .filter(thing -> thing.zone() == Zone.FLEET_ONE || thing.zone() == Zone.EVERYBODY)
                        .toList(),
                who.b(),
                who.hidden(),
                who.person());
        for (var operation : known) {
            var path = operation.path().substring(Catalogue.API.length());
            if (!operation.writes()
                    || path.startsWith("/auth/")
                    || path.startsWith("/device-views")
                    || may.contains(path)) {
                continue;
            }
            var call = Composer.call(operation, Walk.base(operation, visible));
            var reply = ask("rights by fleet", visible, call, world.b.marks.wordsIn(call.toString()));
            if (reply.ok()) {
                findings.found("rights by fleet", visible, operation, "is carried out", call + " -> " + reply.status());
            }
        }
    }

    /** A check-in of A's device that speaks of B's commands. */
    private void deviceOfA() {
        var device = world.a.device(Zone.REST);
        var who = world.outsiders.stream()
                .filter(each -> each.name().equals("anonymous"))
                .findFirst()
                .orElseThrow();
        for (var command : world.b.things(Kind.COMMAND, Outsider.all())) {
            var id = UUID.fromString(command.value());
            var body = device.checkIn();
            var events = body.putArray("events");
            events.addObject().put("type", "command_ack").put("id", command.value());
            events.addObject()
                    .put("type", "command_progress")
                    .put("id", command.value())
                    .put("percent", 50);
            ObjectNode result = Json.mapper()
                    .valueToTree(new CommandResult(id, true, "taken", 0, Instant.now(), Instant.now(), null)
                            .signedBy(device.id, device.secret));
            events.add(result.put("type", "command_result"));
            events.add(device.event("log_line")
                    .put("level", "INFO")
                    .put("line", "of another device")
                    .put("deviceId", command.device()));
            ask("check-ins of A", who, device.checkIn(body), Set.of(command.value(), command.device()));
            pause();
        }
    }

    /** Check-ins of one device are limited to ten a second. */
    private static void pause() {
        try {
            Thread.sleep(110);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Reply ask(String kind, Outsider who, Call call, Set<String> said) {
        var reply = world.wire.send(who.proof().apply(call));
        findings.count(kind, 1);
        if (reply.ok() && !call.method().equals("GET")) {
            judge.spoken(said);
        }
        judge.nothingOfB(
                kind,
                who,
                call.method() + " " + call.target().replaceAll("[0-9a-f-]{36}|q[a-z0-9]{12,}", "{}"),
                call,
                reply,
                said);
        return reply;
    }
}
