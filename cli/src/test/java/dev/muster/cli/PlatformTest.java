package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orgs, conflicts, saved views, and the lists beside the registry. */
class PlatformTest {
    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer()
            .on("GET /api/v1/orgs", """
                    [{"slug":"acme","name":"Acme","devices":12,"people":3,"signedCommands":true,
                      "createdAt":"2026-11-20T11:00:00.000Z"}]""")
            .on("POST /api/v1/orgs", "{\"slug\":\"new-co\",\"name\":\"New Co\"}")
            .on("PATCH /api/v1/orgs/acme", "{\"slug\":\"acme\",\"name\":\"Acme AG\"}")
            .on("GET /api/v1/devices/conflicts", """
                    [{"deviceId":"sn-1","keyKind":"factory-key","keyName":"batch 7","org":"acme","address":"192.0.2.7","claims":3,
                      "lastAt":"2026-11-20T11:00:00.000Z","settledWhy":null}]""")
            .on("POST /api/v1/devices/conflicts/sn-1/settle", "true")
            .on("GET /api/v1/device-views", """
                    [{"id":"v-1","name":"Cold","query":"tag:cold","sort":"-lastSeen","shared":true}]""")
            .on("POST /api/v1/device-views", "{\"id\":\"v-2\",\"name\":\"Late\"}")
            .on("DELETE /api/v1/device-views/v-1", "true")
            .on("GET /api/v1/devices/connected", """
                    [{"deviceId":"p-1","label":"Pump","node":"n1","since":"2026-11-20T11:00:00.000Z","address":"192.0.2.9"}]""")
            .on("GET /api/v1/devices/former", """
                    [{"id":"p-9","label":"Old","since":"2026-11-18T12:00:00.000Z","until":"2026-11-20T11:00:00.000Z"}]""");

    @AfterEach
    void stop() {
        server.close();
    }

    private Person.Result types(String... args) {
        return new Person(home).at(server).types(args);
    }

    @Test
    void orgs_are_listed_made_and_renamed() {
        assertThat(types("orgs").out()).isEqualTo("""
                SLUG  NAME  DEVICES  PEOPLE  SIGNED COMMANDS  MADE
                acme  Acme  12       3       required         1 h ago
                """);
        assertThat(types("orgs", "create", "New Co").out()).isEqualTo("Org new-co is made.\n");
        assertThat(types("orgs", "rename", "acme", "Acme AG").out()).isEqualTo("Org acme is renamed.\n");
        assertThat(types("orgs", "--json").out())
                .startsWith("{\"slug\":\"acme\"")
                .hasLineCount(1);
    }

    @Test
    void conflicts_are_listed_and_settled_with_a_reason() {
        assertThat(types("conflicts").out()).contains("sn-1    factory-key  batch 7  acme  192.0.2.7  3       1 h ago");
        assertThat(types("conflicts", "settle", "sn-1").exit()).isEqualTo(2);
        assertThat(types("conflicts", "settle", "sn-1", "--reason", "scrap").out())
                .isEqualTo("What was claimed twice of sn-1 is settled.\n");
        assertThat(server.requests().get(1).body()).isEqualTo("{\"reason\":\"scrap\"}");
        types("conflicts", "--settled");
        assertThat(server.requests().get(2).query()).contains("settled=true");
    }

    @Test
    void views_are_listed_kept_and_deleted() {
        assertThat(types("views").out()).isEqualTo("""
                ID   NAME  SEARCH    SORT       SEEN BY
                v-1  Cold  tag:cold  -lastSeen  the org
                """);
        assertThat(types("views", "save", "Late", "--q", "status:late", "--share")
                        .out())
                .isEqualTo("View Late is kept, id v-2.\n");
        assertThat(types("views", "delete", "v-1").out()).isEqualTo("View v-1 is deleted.\n");
    }

    @Test
    void connected_and_former_devices_are_lists_of_their_own() {
        assertThat(types("devices", "--connected").out()).isEqualTo("""
                ID   LABEL  SINCE    FROM       NODE
                p-1  Pump   1 h ago  192.0.2.9  n1
                """);
        assertThat(types("devices", "--former").out()).isEqualTo("""
                ID   LABEL  HERE SINCE  LEFT
                p-9  Old    2 d ago     1 h ago
                """);
        assertThat(types("devices", "--former", "--q", "pump").exit()).isEqualTo(2);
        assertThat(types("devices", "--connected", "--json").out()).contains("\"node\":\"n1\"");
    }
}
