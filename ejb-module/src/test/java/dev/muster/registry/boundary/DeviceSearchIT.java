package dev.muster.registry.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.protocol.Json;
import dev.muster.registry.entity.DeviceQuery;
import dev.muster.registry.entity.DeviceRow;
import dev.muster.registry.entity.NewDevice;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each field of the search language finds, among three devices. */
class DeviceSearchIT extends ServerTest {

    @Inject
    private Devices devices;

    @Inject
    private Fleets fleets;

    private World.Org org;
    private Caller manager;

    /** Id by nickname. */
    private final Map<String, String> ids = new LinkedHashMap<>();

    @BeforeEach
    void a_pump_a_press_and_a_freezer() {
        org = world.org();
        manager = world.person(org, Role.MANAGER);
        world.change(
                "insert into site (public_id, org_id, slug, name) values (gen_random_uuid(), ?, 'plant-2', 'Plant 2')",
                org.id());
        pump();
        press();
        register("freezer", "{\"label\": \"Freezer\", \"notes\": \"old\"}");
        var bench = fleets.create(manager, "Bench", null);
        fleets.add(manager, bench.id(), List.of(ids.get("pump")));
    }

    private void pump() {
        register("pump", """
                {"label": "Pump 7 (north)", "tags": ["north", "Wet"], "site": "plant-2", "model": "P-100",
                 "attributes": {"line": 3, "owner": "Ann", "spare": true}, "sim": "8949020000001234567"}""");
        channel("pump", "1.9.0", "wifi", "{\"temperature\": 61.5, \"door\": \"open\"}", "1 minute");
        world.change(
                "update device_channel set agent = 'muster-agent/1' where device = (select id from device where device_id = ?)",
                ids.get("pump"));
        world.change(
                "insert into device_connection (device, org_id, connection, node) select id, org_id, gen_random_uuid(),"
                        + " 'n' from device where device_id = ?",
                ids.get("pump"));
    }

    private void press() {
        register("press", """
                {"label": "Press", "tags": ["south"], "model": "X_1", "attributes": {"line": 30, "owner": "Bob"}}""");
        channel("press", "1.10.0-rc1", "cell", "{\"temperature\": 20}", "3 hours");
        world.change(
                "update device_channel set errlog = '{\"seq\": 2, \"unread\": 2, \"worst\": \"ERROR\"}' where device ="
                        + " (select id from device where device_id = ?)",
                ids.get("press"));
    }

    @Test
    void every_field_finds_what_it_says() {
        var softly = new SoftAssertions();
        var expected = new LinkedHashMap<String, List<String>>();
        expected.put("", List.of("pump", "press", "freezer"));
        expected.put("PUMP", List.of("pump"));
        expected.put("pump*north", List.of("pump"));
        expected.put("wet", List.of("pump"));
        expected.put("\"7 (no\"", List.of("pump"));
        expected.put("label:p*", List.of("pump", "press"));
        expected.put("label:press", List.of("press"));
        expected.put("label:pres", List.of());
        expected.put("id:" + id("press"), List.of("press"));
        expected.put("tag:north", List.of("pump"));
        expected.put("tag:nor", List.of());
        expected.put("tag:*th", List.of("pump", "press"));
        expected.put("state:active", List.of("pump", "press", "freezer"));
        expected.put("state:disabled", List.of());
        expected.put("status:never", List.of("freezer"));
        expected.put("online:true", List.of("pump"));
        expected.put("online:false", List.of("press", "freezer"));
        expected.put("firmware:1.9.*", List.of("pump"));
        expected.put("firmware:<1.10.0", List.of("pump", "press"));
        expected.put("firmware:>=1.10.0", List.of());
        expected.put("firmware:>1.9", List.of("press"));
        expected.put("firmware:<=1.9.0", List.of("pump"));
        expected.put("lastSeen:<2h", List.of("pump"));
        expected.put("lastSeen:>2h", List.of("press", "freezer"));
        expected.put("lastSeen:<1w", List.of("pump", "press"));
        expected.put("created:<1h", List.of("pump", "press", "freezer"));
        expected.put("site:plant-2", List.of("pump"));
        expected.put("NOT site:plant-2", List.of("press", "freezer"));
        expected.put("fleet:bench", List.of("pump"));
        expected.put("fleet:b*", List.of("pump"));
        expected.put("model:X_1", List.of("press"));
        expected.put("model:P_100", List.of());
        expected.put("sim:8949*", List.of("pump"));
        expected.put("notes:OLD", List.of("freezer"));
        expected.put("transport:cell", List.of("press"));
        expected.put("agent:MUSTER*", List.of("pump"));
        expected.put("errors:>0", List.of("press"));
        expected.put("errors:0", List.of("pump", "freezer"));
        expected.put("errors:<=2 NOT errors:0", List.of("press"));
        expected.put("attr.line:3", List.of("pump"));
        expected.put("attr.line:>3", List.of("press"));
        expected.put("attr.owner:a*", List.of("pump"));
        expected.put("attr.owner:>1", List.of());
        expected.put("attr.spare:true", List.of("pump"));
        expected.put("reported.temperature:>60", List.of("pump"));
        expected.put("reported.temperature:<=20", List.of("press"));
        expected.put("reported.door:open", List.of("pump"));
        expected.put("NOT reported.temperature:>60", List.of("press", "freezer"));
        expected.put("tag:north OR status:never", List.of("pump", "freezer"));
        expected.put("label:p* NOT (tag:north OR online:true)", List.of("press"));
        expected.forEach(
                (q, names) -> softly.assertThat(found(manager, q)).as(q).isEqualTo(List.copyOf(names)));
        softly.assertAll();
    }

    @Test
    void T_R01_a_search_by_name_of_anothers_fleet_or_site_finds_nothing() {
        var stranger = world.person(Role.ADMIN);
        for (var q : List.of("fleet:bench", "site:plant-2", "id:" + id("pump"), "NOT id:x", "tag:north")) {
            assertThat(devices.list(stranger, query(q)).items()).as(q).isEmpty();
        }
    }

    @Test
    void the_counts_are_of_what_the_search_leaves() {
        var counts = devices.counts(manager, query("label:p*"));
        assertThat(counts).containsEntry("never", 0L);
        assertThat(counts.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(2);
    }

    private String id(String name) {
        return ids.get(name);
    }

    private List<String> found(Caller caller, String q) {
        var found = devices.list(caller, query(q)).items().stream()
                .map(DeviceRow::id)
                .toList();
        return ids.entrySet().stream()
                .filter(entry -> found.contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static DeviceQuery query(String q) {
        return new DeviceQuery(q, null, List.of(), 0, 50);
    }

    private void register(String name, String facts) {
        var id = name + "-" + System.nanoTime(); // digits, which no search here finds by chance
        ids.put(name, id);
        try {
            var json = (ObjectNode) Json.read(facts, JsonNode.class);
            devices.register(manager, NewDevice.of(json.put("id", id)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(facts, e);
        }
    }

    private void channel(String name, String firmware, String transport, String latest, String ago) {
        world.change(
                "update device_channel set firmware = ?, transport = ?, latest = ?::jsonb, last_contact_at = now() -"
                        + " ?::interval where device = (select id from device where device_id = ?)",
                firmware,
                transport,
                latest,
                ago,
                id(name));
    }
}
