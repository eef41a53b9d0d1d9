package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
    @TempDir
    private Path home;

    @Test
    void sessions_are_listed_with_the_own_one_marked() {
        try (var server = new FakeServer().on("GET /api/v1/auth/sessions", """
                        [{"id":"s-1","kind":"PORTAL","current":true,"createdAt":"2026-11-20T10:00:00.000Z",
                          "lastUsedAt":"2026-11-20T11:59:58.000Z","expiresAt":"2026-11-21T10:00:00.000Z",
                          "address":"10.0.0.9","userAgent":"Firefox\\u001b[2J"}]""")) {
            var result = new Person(home).at(server).types("sessions");
            assertThat(result.out()).isEqualTo("""
                            ID              KIND    SINCE    LAST USED  ENDS     FROM      WITH
                            s-1 (this one)  PORTAL  2 h ago  2 s ago    in 22 h  10.0.0.9  Firefox\\x1b[2J
                            """);
            assertThat(new Person(home).at(server).types("sessions", "--json").out())
                    .startsWith("{\"id\":\"s-1\"")
                    .hasLineCount(1);
        }
    }

    @Test
    void an_ended_login_is_told() {
        try (var server = new FakeServer().refuses("GET /api/v1/auth/sessions", 401, "unauthorized", "x")) {
            var result = new Person(home).at(server).types("sessions");
            assertThat(result.err()).contains("not accepted");
            assertThat(result.exit()).isEqualTo(1);
        }
    }

    @Test
    void a_session_is_ended_by_its_id() {
        var id = "6f1c7f4e-0c5e-4b52-9a3a-1d2c3b4a5f60";
        try (var server = new FakeServer().on("DELETE /api/v1/auth/sessions/" + id, "true")) {
            var person = new Person(home).at(server);
            assertThat(person.types("sessions", "end", id).out()).isEqualTo("Session " + id + " is ended.\n");
            assertThat(person.types("sessions", "end", "7").exit()).isEqualTo(2);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void all_other_sessions_are_ended_by_whoever_says_so() {
        try (var server = new FakeServer().on("DELETE /api/v1/auth/sessions", "3")) {
            var person = new Person(home).at(server);
            assertThat(person.types("sessions", "end").exit()).isEqualTo(2);
            assertThat(person.types("sessions", "end", "--others", "6f1c7f4e-0c5e-4b52-9a3a-1d2c3b4a5f60")
                            .exit())
                    .isEqualTo(2);
            assertThat(server.requests()).isEmpty();
            assertThat(person.types("sessions", "end", "--others").out()).isEqualTo("3 sessions are ended.\n");
        }
    }

    @Test
    void a_session_of_another_cannot_be_ended() {
        var id = "6f1c7f4e-0c5e-4b52-9a3a-1d2c3b4a5f61";
        try (var server = new FakeServer()
                .refuses("DELETE /api/v1/auth/sessions/" + id, 404, "not-found", "there is no such session")) {
            var result = new Person(home).at(server).types("sessions", "end", id);
            assertThat(result.err()).isEqualTo("There is no such session. (request r-1)\n");
            assertThat(result.exit()).isEqualTo(1);
        }
    }
}
