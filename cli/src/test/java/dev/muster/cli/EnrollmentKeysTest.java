package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrollmentKeysTest {
    private static final String KEY = "6f1c7f4e-0c5e-4b52-9a3a-1d2c3b4a5f60";

    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer()
            .on("GET /api/v1/enrollment-keys", """
                    [{"id":"k-1","name":"line 3","uses":2,"maxUses":10,"expiresAt":"2026-12-20T12:00:00.000Z",
                      "revokedAt":null,"createdAt":"2026-11-20T11:00:00.000Z"}]""")
            .on("POST /api/v1/enrollment-keys", "{\"id\":\"k-2\",\"name\":\"line 4\",\"key\":\"mek_abc\"}")
            .on("DELETE /api/v1/enrollment-keys/" + KEY, "{}");

    @AfterEach
    void stop() {
        server.close();
    }

    private Person.Result types(String... args) {
        return new Person(home).at(server).types(args);
    }

    @Test
    void keys_are_listed_with_what_is_left_of_them() {
        assertThat(types("enrollment-keys", "list").out()).isEqualTo("""
                        ID   NAME    USES     LETS IN        ENDS     REVOKED  MADE
                        k-1  line 3  2 of 10  when accepted  in 30 d  -        1 h ago
                        """);
    }

    @Test
    void a_new_key_stands_alone_on_standard_output() throws Exception {
        var result = types("enrollment-keys", "create", "--name", "line 4", "--expires", "30d", "--max-uses", "5");
        assertThat(result.out()).isEqualTo("mek_abc\n");
        assertThat(result.err()).isEqualTo("Key k-2 is made. It is shown this once:\n");
        assertThat(Json.mapper().readTree(server.only().body()))
                .isEqualTo(Json.object()
                        .put("name", "line 4")
                        .put("expiresAt", "2026-12-20T12:00:00.000Z")
                        .put("maxUses", 5));
    }

    @Test
    void a_key_that_lets_devices_in_at_once_is_asked_for_by_name() {
        types("enrollment-keys", "create", "--name", "line 4", "--auto");
        assertThat(server.only().body()).isEqualTo("{\"name\":\"line 4\",\"autoApprove\":true}");
    }

    @Test
    void a_key_is_revoked() {
        assertThat(types("enrollment-keys", "revoke", KEY).out()).isEqualTo("Key " + KEY + " is revoked.\n");
        assertThat(server.only().method()).isEqualTo("DELETE");
    }

    @Test
    void an_empty_answer_to_a_revocation_is_fine() {
        server.on("DELETE /api/v1/enrollment-keys/" + KEY, r -> new FakeServer.Answer(204, java.util.Map.of(), ""));
        assertThat(types("enrollment-keys", "revoke", KEY, "--json").out())
                .isEqualTo("{\"id\":\"" + KEY + "\",\"revoked\":true}\n");
    }

    @Test
    void a_key_that_is_not_there_is_refused() {
        server.refuses("DELETE /api/v1/enrollment-keys/" + KEY, 404, "not-found", "There is no such key");
        var result = types("enrollment-keys", "revoke", KEY);
        assertThat(result.err()).isEqualTo("There is no such key. (request r-1)\n");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void a_key_for_nobody_or_never_is_wrong_usage() {
        assertThat(types("enrollment-keys", "revoke", "line 3").exit()).isEqualTo(2);
        assertThat(types("enrollment-keys", "create", "--name", "x", "--max-uses", "0")
                        .exit())
                .isEqualTo(2);
        assertThat(types("enrollment-keys", "create", "--name", "x", "--expires", "soon")
                        .exit())
                .isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }
}
