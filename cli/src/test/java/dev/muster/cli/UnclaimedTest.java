package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnclaimedTest {
    @TempDir
    private Path home;

    private final FakeServer server =
            new FakeServer().on("GET /api/v1/devices/unclaimed", """
                    [{"id":"p-1","label":"brave-heron-42","since":"2026-11-20T11:00:00.000Z","firmware":"1.4.2",
                      "lastSeen":null,"batch":"batch 7","maker":"Maker","address":"192.0.2.7","cameFrom":"Acme"}]""").on("POST /api/v1/devices/move", """
                    [{"id":"p-1","org":"acme","state":"active"},{"id":"p-2","org":"acme","state":"active"}]""");

    @AfterEach
    void stop() {
        server.close();
    }

    private Person.Result types(String... args) {
        return new Person(home).at(server).types(args);
    }

    @Test
    void the_pool_is_listed_with_where_devices_came_from() {
        assertThat(types("unclaimed").out()).isEqualTo("""
                        ID   LABEL           HERE SINCE  LAST SEEN  FIRMWARE  MODEL  BATCH    MAKER  ADDRESS    CAME FROM
                        p-1  brave-heron-42  1 h ago     -          1.4.2     -      batch 7  Maker  192.0.2.7  Acme
                        """);
    }

    @Test
    void the_pool_is_searched_and_sorted() {
        types("unclaimed", "--q", "batch 7", "--sort", "-batch");
        assertThat(server.only().query()).contains("q=batch%207").contains("sort=-batch");
    }

    @Test
    void devices_are_given_to_an_org() {
        assertThat(types("unclaimed", "approve", "p-1", "p-2", "--to-org", "acme")
                        .out())
                .isEqualTo("p-1 is active in org acme.\np-2 is active in org acme.\n");
        assertThat(server.only().body())
                .isEqualTo("{\"deviceIds\":[\"p-1\",\"p-2\"],\"org\":\"acme\",\"reason\":\"approved\"}");
    }

    @Test
    void without_an_org_it_is_wrong_usage() {
        assertThat(types("unclaimed", "approve", "p-1").exit()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }
}
