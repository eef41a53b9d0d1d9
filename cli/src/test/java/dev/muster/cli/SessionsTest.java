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
}
