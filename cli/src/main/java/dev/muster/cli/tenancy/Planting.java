package dev.muster.cli.tenancy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.Json;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Fills an org with one of everything the server keeps for it, through the doors that people and devices use. */
final class Planting {

    private final Wire wire;
    private final Org org;

    Planting(Wire wire, Org org) {
        this.wire = wire;
        this.org = org;
    }

    /** Fleets, sites, groups, views, keys and devices with their past; the org has an administrator already. */
    void plant() {
        var one = fleet(Zone.FLEET_ONE);
        var two = fleet(Zone.FLEET_TWO);
        fleet(Zone.REST);
        for (var zone : List.of(Zone.FLEET_ONE, Zone.FLEET_TWO, Zone.REST)) {
            var site = site(zone);
            for (var i = 0; i < 2; i++) {
                device(zone, site);
            }
        }
        fill(one, Zone.FLEET_ONE);
        fill(two, Zone.FLEET_TWO);
        groups();
        views();
        keys();
        org.devices.forEach(this::live);
        former();
        ownKeys();
        org.add(Kind.ACTOR, Zone.EVERYBODY, org.admin().email());
        for (var session :
                org.admin().get("/auth/sessions").expect("list sessions").data()) {
            org.add(Kind.SESSION, Zone.REST, session.path("id").asText());
        }
    }

    /** A write of the administrator, with a key that nobody else may use. */
    private JsonNode write(String path, Map<String, ?> body) {
        var call = Call.json("POST", "/api/v1" + path, body)
                .with("Idempotency-Key", UUID.randomUUID().toString());
        org.written.add(call);
        return wire.send(org.admin().signed(call))
                .expect("make " + path + " in " + org.slug)
                .data();
    }

    private String word(Zone zone, String what) {
        return org.marks.word(zone, what);
    }

    /** A name by which a list finds its thing. */
    private String named(Zone zone, String what) {
        var name = word(zone, what);
        org.add(Kind.WORD, zone, name);
        return name;
    }

    private String fleet(Zone zone) {
        var slug = word(zone, "a fleet's slug");
        var name = named(zone, "a fleet's name");
        var id = write("/fleets", Map.of("name", name, "slug", slug)).path("id").asText();
        org.add(Kind.FLEET, zone, id);
        org.add(Kind.FLEET_SLUG, zone, slug);
        org.add(Kind.SEARCH, zone, "fleet:" + slug);
        return id;
    }

    private void fill(String fleet, Zone zone) {
        var ids = org.devices.stream()
                .filter(device -> device.zone == zone)
                .map(device -> device.id)
                .toList();
        write("/fleets/" + fleet + "/devices", Map.of("deviceIds", ids));
    }

    private String site(Zone zone) {
        var slug = word(zone, "a site's slug");
        var made = write(
                "/sites",
                Map.of(
                        "name",
                        named(zone, "a site's name"),
                        "slug",
                        slug,
                        "address",
                        word(zone, "a site's address"),
                        "timeZone",
                        "Europe/Berlin"));
        org.add(Kind.SITE, zone, made.path("id").asText());
        org.add(Kind.SITE_SLUG, zone, slug);
        org.add(Kind.SEARCH, zone, "site:" + slug);
        return slug;
    }

    private void device(Zone zone, String site) {
        var id = word(zone, "a device's id");
        var label = word(zone, "a device's label");
        var tag = word(zone, "a device's tag");
        var attribute = word(zone, "a device's attribute name");
        var value = word(zone, "a device's attribute");
        var model = word(zone, "a device's model");
        var sim = org.marks.number(zone, "a device's SIM");
        write(
                "/devices",
                Map.of(
                        "id", id,
                        "label", label,
                        "tags", List.of(tag),
                        "attributes", Map.of(attribute, value),
                        "site", site,
                        "model", model,
                        "notes", word(zone, "a device's notes"),
                        "sim", sim));
        var credential = org.admin()
                .post("/devices/" + id + "/credentials/rotate", Map.of())
                .expect("rotate a credential")
                .data();
        org.devices.add(new SyntheticDevice(
                id,
                zone,
                Base64.getDecoder().decode(credential.path("secret").asText()),
                credential.path("token").asText()));
        org.add(Kind.DEVICE, zone, id);
        for (var search : List.of(
                id,
                label,
                "id:" + id,
                "label:" + label + "*",
                "tag:" + tag,
                "model:" + model,
                "sim:" + sim,
                "attr." + attribute + ":" + value)) {
            org.add(Kind.SEARCH, zone, search);
        }
    }

    private void groups() {
        var device = org.device(Zone.REST).id;
        var fixed = word(Zone.REST, "a group's slug");
        var id = write("/device-groups", Map.of("name", named(Zone.REST, "a group's name"), "slug", fixed))
                .path("id")
                .asText();
        write("/device-groups/" + id + "/members", Map.of("deviceIds", List.of(device)));
        var dynamic = word(Zone.REST, "a dynamic group's slug");
        var second = write(
                        "/device-groups",
                        Map.of("name", word(Zone.REST, "a group's name"), "slug", dynamic, "query", "id:" + device))
                .path("id")
                .asText();
        for (var each : List.of(id, second)) {
            org.add(Kind.GROUP, Zone.REST, each);
        }
        for (var slug : List.of(fixed, dynamic)) {
            org.add(Kind.SEARCH, Zone.REST, "group:" + slug);
            org.add(Kind.GROUP_SLUG, Zone.REST, slug);
        }
    }

    private void views() {
        for (var shared : List.of(true, false)) {
            var view = write(
                    "/device-views",
                    Map.of(
                            "name",
                            named(Zone.REST, "a view's name"),
                            "query",
                            "label:" + word(Zone.REST, "a view's search"),
                            "sort",
                            "label",
                            "shared",
                            shared));
            org.add(Kind.VIEW, Zone.REST, view.path("id").asText());
        }
    }

    private void keys() {
        org.add(Kind.ENROLLMENT_KEY, Zone.REST, id("/enrollment-keys", named(Zone.REST, "an enrollment key's name")));
        org.add(Kind.FACTORY_KEY, Zone.REST, id("/factory-keys", named(Zone.REST, "a factory key's name")));
        org.add(Kind.PROVISION_TOKEN, Zone.REST, id("/provision-tokens", named(Zone.REST, "a provision token's name")));
    }

    private void ownKeys() {
        var id = UUID.randomUUID().toString();
        var key = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(org.device(Zone.REST).secret);
        org.admin()
                .send(
                        "PUT",
                        "/auth/signing-key",
                        Map.of("id", id, "key", key, "password", org.admin().password()))
                .expect("register a signing key");
        org.add(Kind.SIGNING_KEY, Zone.REST, id);
        var made = org.admin()
                .post("/auth/api-keys", Map.of("name", word(Zone.REST, "an API key's name")))
                .expect("make an API key");
        org.add(Kind.API_KEY, Zone.REST, made.data().path("id").asText());
    }

    private String id(String path, String name) {
        return write(path, Map.of("name", name)).path("id").asText();
    }

    /** What a device tells of itself, and commands: one that ended, two that wait. */
    private void live(SyntheticDevice device) {
        var commands = "/devices/" + device.id + "/commands";
        var done = command(device, commands, "ping");
        checkIn(device, done);
        command(device, commands, "ping");
        command(device, commands, "show_state");
    }

    private UUID command(SyntheticDevice device, String path, String type) {
        var id = write(path, Map.of("command", Map.of("type", type)))
                .path("commandId")
                .asText();
        org.add(Kind.COMMAND, device.zone, id, device.id);
        return UUID.fromString(id);
    }

    private void checkIn(SyntheticDevice device, UUID command) {
        var zone = device.zone;
        var key = word(zone, "a reading's key");
        org.add(Kind.READING_KEY, zone, key);
        org.add(Kind.SEARCH, zone, "reported." + key + ":>1");
        var firmware = word(zone, "a firmware");
        org.add(Kind.SEARCH, zone, "firmware:" + firmware);
        var body = device.checkIn()
                .put("firmware", firmware)
                .put("bootId", word(zone, "a boot id"))
                .put("transport", word(zone, "a transport"))
                .put("uptimeSec", 4_711);
        body.putObject("transports").putObject("wifi").put("admin", true).put("ssid", word(zone, "an SSID"));
        body.putObject("errlog").put("seq", 1).put("unread", 1).put("worst", word(zone, "the worst error"));
        var reading = body.putArray("readings").addObject().put("ts", Json.time(Instant.now()));
        reading.putObject("values").put(key, 42).put("text", word(zone, "a reading"));
        var events = body.putArray("events");
        events.add(device.event("log_line").put("level", "INFO").put("line", word(zone, "a log line")));
        events.add(device.event("scan").put("code", word(zone, "a scan")).put("valid", true));
        var alert = device.event("alert").put("severity", "ERROR").put("code", word(zone, "an alert's code"));
        alert.put("message", word(zone, "an alert")).putObject("context").put("at", word(zone, "an alert's context"));
        events.add(alert);
        var error = device.event("errlog")
                .put("source", word(zone, "an error's source"))
                .put("severity", "ERROR");
        events.add(error.put("code", word(zone, "an error's code")));
        ObjectNode result = Json.mapper()
                .valueToTree(new CommandResult(
                                command, true, word(zone, "a command's output"), 0, Instant.now(), Instant.now(), null)
                        .signedBy(device.id, device.secret));
        events.add(result.put("type", "command_result"));
        wire.send(device.checkIn(body)).expect("check in as " + device.id);
    }

    /** One that was the org's and is in the pool now; its past stays readable to those who owned it. */
    private void former() {
        var kept = List.copyOf(org.things);
        device(
                Zone.REST,
                org.things(Kind.SITE_SLUG, java.util.EnumSet.of(Zone.REST))
                        .get(0)
                        .value());
        var device = org.devices.remove(org.devices.size() - 1);
        checkIn(device, command(device, "/devices/" + device.id + "/commands", "ping"));
        for (var state : List.of("ejected", "unclaimed")) {
            write("/devices/" + device.id + "/move", Map.of("state", state, "reason", word(Zone.REST, "a reason")));
        }
        org.things.retainAll(kept);
        org.former = device.id;
    }
}
