package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DevicesTest {
    private static final String TWO = """
            [{"id":"pump-7","label":"Pump 7","org":"default","state":"active","status":"reporting","online":true,
              "lastSeen":"2026-11-20T11:59:46.000Z","transport":"ws","firmware":"1.4.2",
              "errlog":{"seq":17,"unread":2,"worst":"ERROR"},"version":3,"extra":{"unknown":[]}},
             {"id":"edge-1","label":"\\u001b[31mred\\nrow","org":"default","status":"never","online":false,
              "lastSeen":null,"errlog":null}]""";

    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private Person.Result types(String... args) {
        return new Person(home).at(server).types(args);
    }

    /** Two pages: five, then two. */
    private void pages() {
        server.on("GET /api/v1/devices", request -> {
            var second = request.query().contains("cursor=c%2F1");
            var from = second ? 5 : 0;
            var data = IntStream.range(from, second ? 7 : 5)
                    .mapToObj(i -> "{\"id\":\"d" + i + "\",\"status\":\"late\"}")
                    .collect(Collectors.joining(",", "[", "]"));
            var page = second ? "{\"size\":2}" : "{\"nextCursor\":\"c/1\",\"size\":5}";
            return FakeServer.ok("{\"success\":true,\"data\":" + data + ",\"page\":" + page + "}");
        });
    }

    @Test
    void the_table_says_how_each_device_is() {
        server.on("GET /api/v1/devices", TWO);
        var result = types("devices");
        assertThat(result.out()).isEqualTo("""
                        STATUS     ID      LABEL             LAST SEEN  TRANSPORT  FIRMWARE  ERRORS   ORG
                        reporting  pump-7  Pump 7            14 s ago   ws         1.4.2     2 ERROR  default
                        never      edge-1  \\x1b[31mred\\nrow  -          -          -         -        default
                        """);
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        assertThat(server.only().query()).isEqualTo("limit=50");
    }

    @Test
    void json_is_one_device_a_line_as_the_server_gave_it() {
        server.on("GET /api/v1/devices", TWO);
        var lines = types("devices", "--json").out().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("{\"id\":\"pump-7\",").endsWith("\"extra\":{\"unknown\":[]}}");
        assertThat(lines.get(1)).contains("\"lastSeen\":null").containsIgnoringCase("\\u001b[31mred");
    }

    @Test
    void query_and_order_reach_the_server() {
        server.on("GET /api/v1/devices", "[]");
        var result = types(
                "devices",
                "--q",
                "label:pump* AND online:true",
                "--status",
                "late",
                "--sort",
                "-lastSeen,id",
                "--limit",
                "7");
        assertThat(server.only().query())
                .isEqualTo("q=label%3Apump*%20AND%20online%3Atrue&status=late&sort=-lastSeen%2Cid&limit=7");
        assertThat(result.err()).isEqualTo("No device matches.\n");
    }

    @Test
    void all_follows_the_cursors_to_the_end() {
        pages();
        var result = types("devices", "--all", "--json");
        assertThat(result.out().lines()).hasSize(7);
        assertThat(result.err()).isEmpty();
        assertThat(server.requests())
                .extracting(FakeServer.Request::query)
                .containsExactly("limit=500", "limit=500&cursor=c%2F1");
    }

    @Test
    void a_limit_over_a_page_goes_on_and_says_that_there_is_more() {
        pages();
        var result = types("devices", "--limit", "6");
        assertThat(result.out().lines()).hasSize(7); // with the heading
        assertThat(result.err()).isEqualTo("There are more: --limit 12 shows more of them, --all shows all.\n");
    }

    @Test
    void a_script_learns_too_that_there_is_more() {
        pages();
        var result = types("devices", "--limit", "5", "--json");
        assertThat(result.out().lines()).hasSize(5);
        assertThat(result.err()).startsWith("{\"more\":true,");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @Timeout(20)
    void a_server_that_turns_in_circles_is_not_followed_for_ever() {
        server.on(
                "GET /api/v1/devices",
                r -> FakeServer.ok("{\"success\":true,\"data\":[{\"id\":\"a\"}],\"page\":{\"nextCursor\":\"c\"}}"));
        var result = types("devices", "--all");
        assertThat(result.err()).contains("gave the same page twice");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void an_empty_fleet_says_how_to_begin() {
        server.on("GET /api/v1/devices", "[]");
        var result = types("devices");
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("No devices yet: make a key with `muster enrollment-keys create`");
        assertThat(result.exit()).isZero();
    }

    @Test
    void times_are_told_by_the_servers_clock() {
        server.on("GET /api/v1/devices", TWO);
        var result = new Person(home)
                .at(server)
                .clockSays(Person.NOW.minusSeconds(7_200))
                .types("devices");
        assertThat(result.out()).contains("14 s ago");
    }

    @Test
    void a_terminal_gets_colours_unless_it_asks_not_to() {
        server.on("GET /api/v1/devices", TWO);
        var person = new Person(home).at(server).sees(120);
        assertThat(person.types("devices").out()).contains("\u001b[32mreporting\u001b[0m");
        assertThat(person.set("NO_COLOR", "").types("devices").out()).doesNotContain("\u001b");
    }

    @Test
    void a_limit_of_nothing_is_wrong_usage() {
        assertThat(types("devices", "--limit", "0").exit()).isEqualTo(2);
        assertThat(types("devices", "--limit", "many").exit()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }
}
