package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {
    private static final String LINES =
            "{\"id\":1,\"action\":\"login\",\"label\":\"\u202eü\"}\n{\"id\":2,\"action\":\"command.queue\"}\n";

    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer()
            .on("GET /api/v1/audit", """
                    [{"id":9,"at":"2026-11-20T11:59:00.000Z","actor":{"type":"PERSON","id":"u","name":"a@b.example"},
                      "action":"command.queue","target":{"type":"device","id":"pump-7","name":"Pump 7"},
                      "detail":{"type":"ping","note":null,"args":{}},"address":"10.0.0.9","session":"s"},
                     {"id":8,"at":"2026-11-20T11:58:00.000Z","actor":{"type":"SYSTEM"},"action":"start","detail":null,
                      "target":{"type":"person","id":"0190","name":"b@b.example"}}]""")
            .on(
                    "GET /api/v1/audit/export",
                    r -> r.accept().startsWith("application/x-ndjson")
                            ? new FakeServer.Answer(200, Map.of(), LINES)
                            : FakeServer.problem(406, "not-acceptable", "this answers JSON lines"));

    @AfterEach
    void stop() {
        server.close();
    }

    private Person.Result types(String... args) {
        return new Person(home).at(server).types(args);
    }

    @Test
    void the_list_says_who_did_what_on_what() {
        var result = types("audit");
        assertThat(result.out()).isEqualTo("""
                        WHEN       WHO          ACTION         ON                  DETAIL     FROM
                        1 min ago  a@b.example  command.queue  device pump-7       type=ping  10.0.0.9
                        2 min ago  SYSTEM       start          person b@b.example  -          -
                        """);
        assertThat(result.exit()).isZero();
    }

    @Test
    void filters_reach_the_server_for_list_and_export() {
        var filters = "--device pump-7 --actor a@b.example --action command.queue --from 2h --to 2026-11-20T11:00:00Z";
        types(("audit --json " + filters).split(" "));
        types(("audit export " + filters).split(" "));
        var expected = "device=pump-7&actor=a%40b.example&action=command.queue&from=2026-11-20T10%3A00%3A00.000Z"
                + "&to=2026-11-20T11%3A00%3A00.000Z";
        assertThat(server.requests().get(0).query()).isEqualTo(expected + "&limit=50");
        assertThat(server.requests().get(1).query()).isEqualTo(expected);
    }

    @Test
    void the_platforms_audit_is_asked_for_by_name() {
        types("audit", "--json", "--platform");
        types("audit", "export", "--platform");
        assertThat(server.requests().get(0).query()).isEqualTo("scope=platform&limit=50");
        assertThat(server.requests().get(1).query()).isEqualTo("scope=platform");
    }

    @Test
    void a_wrong_time_is_wrong_usage() {
        assertThat(types("audit", "--from", "yesterday").exit()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void the_export_is_byte_for_byte_in_a_pipe_and_harmless_on_a_terminal() {
        assertThat(types("audit", "export").out()).isEqualTo(LINES);
        assertThat(new Person(home).at(server).sees(80).types("audit", "export").out())
                .contains("\"\\u202eü\"")
                .doesNotContain("\u202e");
    }

    @Test
    void the_export_goes_to_a_file() {
        var file = home.resolve("audit.jsonl");
        var result = types("audit", "export", "-o", file.toString());
        assertThat(result.out()).isEqualTo("Wrote 2 entries to " + file + ".\n");
        assertThat(file).hasContent(LINES);
    }

    @Test
    void an_export_that_breaks_off_leaves_the_old_file_alone() throws Exception {
        var file = Files.writeString(home.resolve("audit.jsonl"), "old\n");
        server.refuses("GET /api/v1/audit/export", 403, "forbidden", "You may not");
        var result = types("audit", "export", "-o", file.toString());
        assertThat(result.err()).isEqualTo("You may not. (request r-1)\n");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(file).hasContent("old\n");
    }

    @Test
    void a_folder_that_is_not_there_is_said() {
        var file = home.resolve("no/audit.jsonl");
        var result = types("audit", "export", "-o", file.toString());
        assertThat(result.err()).contains(file + " is not written");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void nothing_found_is_said() {
        server.on("GET /api/v1/audit", "[]");
        assertThat(types("audit").err()).isEqualTo("No entry matches.\n");
    }
}
