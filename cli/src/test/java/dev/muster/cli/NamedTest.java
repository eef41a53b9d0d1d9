package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fleets, groups and sites: the same verbs, what each has of its own. */
class NamedTest {
    private static final String ID = "01a1fad3-7cab-75e5-acb3-3dc8029aa2e6";

    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer()
            .on("GET /api/v1/fleets", """
                    [{"id":"%s","slug":"bench","name":"Bench","devices":2,"createdAt":"2026-11-20T11:00:00.000Z"}]""".formatted(ID))
            .on("GET /api/v1/device-groups", """
                    [{"id":"%s","slug":"cold","name":"Cold","query":"tag:cold","devices":1}]""".formatted(ID))
            .on("GET /api/v1/sites", """
                    [{"id":"%s","slug":"plant","name":"Plant","timeZone":"UTC","devices":0}]""".formatted(ID));

    @AfterEach
    void stop() {
        server.close();
    }

    private Person.Result types(String... args) {
        return new Person(home).at(server).types(args);
    }

    private String sent() {
        var last = server.requests().get(server.requests().size() - 1);
        return last.method() + " " + last.path() + " " + last.body();
    }

    @Test
    void each_kind_is_listed_with_its_own_columns() {
        assertThat(types("fleets").out()).isEqualTo("""
                SHORT NAME  NAME   DEVICES  MADE
                bench       Bench  2        1 h ago
                """);
        assertThat(types("groups").out()).contains("SEARCH", "tag:cold");
        assertThat(types("sites").out()).contains("TIME ZONE", "UTC");
    }

    @Test
    void each_kind_is_made_with_what_it_has() {
        var made = "{\"id\":\"" + ID + "\",\"slug\":\"x\"}";
        server.on("POST /api/v1/fleets", made)
                .on("POST /api/v1/device-groups", made)
                .on("POST /api/v1/sites", made);
        assertThat(types("fleets", "create", "X", "--slug", "x").out()).isEqualTo("The fleet x is made.\n");
        assertThat(sent()).isEqualTo("POST /api/v1/fleets {\"name\":\"X\",\"slug\":\"x\"}");
        types("groups", "create", "X", "--q", "tag:x");
        assertThat(sent()).isEqualTo("POST /api/v1/device-groups {\"name\":\"X\",\"query\":\"tag:x\"}");
        types("sites", "create", "X", "--zone", "Europe/Berlin", "--address", "Street 1");
        assertThat(sent())
                .isEqualTo(
                        "POST /api/v1/sites {\"name\":\"X\",\"address\":\"Street 1\",\"timeZone\":\"Europe/Berlin\"}");
        assertThat(types("fleets", "create", "X", "--q", "tag:x").exit()).isEqualTo(2);
    }

    @Test
    void what_is_not_said_stays() {
        var changed = "{\"slug\":\"cold\"}";
        server.on("PATCH /api/v1/fleets/" + ID, changed)
                .on("PUT /api/v1/device-groups/" + ID, changed)
                .on("PATCH /api/v1/sites/" + ID, changed);
        types("groups", "change", "cold", "--name", "Colder");
        assertThat(sent()).endsWith("{\"name\":\"Colder\",\"query\":\"tag:cold\"}");
        types("groups", "change", "cold", "--q", "");
        assertThat(sent()).endsWith("{\"name\":\"Cold\",\"query\":\"\"}");
        types("sites", "change", "plant", "--zone", "UTC");
        assertThat(sent()).endsWith("{\"name\":\"Plant\",\"timeZone\":\"UTC\"}");
        types("fleets", "change", "bench", "--name", "B");
        assertThat(sent()).endsWith("{\"name\":\"B\"}");
    }

    @Test
    void devices_go_in_and_out() {
        server.on("POST /api/v1/fleets/" + ID + "/devices", "{\"devices\":4}")
                .on("DELETE /api/v1/device-groups/" + ID + "/members", "{\"devices\":0}");
        assertThat(types("fleets", "add", "bench", "pump-7", "pump-8").out())
                .isEqualTo("The fleet bench has 4 devices now.\n");
        assertThat(sent()).endsWith("{\"deviceIds\":[\"pump-7\",\"pump-8\"]}");
        types("groups", "remove", "cold", "pump-7");
        assertThat(sent()).isEqualTo("DELETE /api/v1/device-groups/" + ID + "/members {\"deviceIds\":[\"pump-7\"]}");
        assertThat(types("fleets", "add", "bench").exit()).isEqualTo(2);
        assertThat(types("fleets", "add", "bench", "pump 7").exit()).isEqualTo(2);
        assertThat(types("sites", "add", "plant", "pump-7").exit())
                .as("a device is given a site by itself")
                .isEqualTo(2);
    }

    @Test
    void deleting_asks_for_the_short_name() {
        server.on("DELETE /api/v1/fleets/" + ID, "true");
        assertThat(types("fleets", "delete", "bench").exit())
                .as("nobody to ask")
                .isEqualTo(2);
        var wrong = new Person(home).at(server).answers("bank", "").types("fleets", "delete", "bench");
        assertThat(wrong.err()).contains("Nothing is changed");
        assertThat(server.requests()).noneMatch(request -> request.method().equals("DELETE"));
        var right = new Person(home).at(server).answers("bench", "").types("fleets", "delete", "bench");
        assertThat(right.out()).isEqualTo("The fleet bench is deleted.\n");
        assertThat(types("fleets", "delete", "bench", "--yes").exit()).isZero();
    }

    @Test
    void one_that_is_not_there_is_said() {
        var result = types("fleets", "add", "none", "pump-7");
        assertThat(result.err()).isEqualTo("There is no fleet \"none\": `muster fleets` lists them.\n");
        assertThat(result.exit()).isEqualTo(1);
    }
}
