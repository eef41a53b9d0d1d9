package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersTest {
    private static final String ID = "01a1fad3-7cab-75e5-acb3-3dc8029aa2e6";
    private static final String FLEET = "01a1fad3-7cab-75e5-acb3-3dc8029aa2e7";

    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer()
            .on("GET /api/v1/fleets", "[{\"id\":\"" + FLEET + "\",\"slug\":\"bench\",\"name\":\"Bench\"}]")
            .on("GET /api/v1/users", """
                    [{"id":"%s","email":"ann@example.org","name":"Ann","role":"VIEWER","status":"active",
                      "fleets":[{"fleet":"%s","slug":"bench","role":"MANAGER"}],"lastSeen":"2026-11-20T11:59:00.000Z"},
                     {"id":"%s","email":"bob@example.org","name":"Bob","role":null,"status":"invited","fleets":[]}]""".formatted(ID, FLEET, FLEET));

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
    void people_are_listed_with_their_roles() {
        assertThat(types("users").out()).isEqualTo("""
                E-MAIL           NAME  ROLE    FLEETS         LAST SEEN
                ann@example.org  Ann   VIEWER  bench=MANAGER  1 min ago
                bob@example.org  Bob   -       -              invited
                """);
    }

    @Test
    void the_link_of_an_invitation_stands_alone_on_standard_output() {
        server.on("POST /api/v1/users", "{\"user\":{\"id\":\"" + ID + "\"},\"invitation\":{\"token\":\"t-1\"}}");
        var result = types("users", "invite", "cleo@example.org", "--name", "Cleo", "--fleet", "bench=operator");
        assertThat(result.out()).isEqualTo(server.url() + "/invitation#t-1\n");
        assertThat(sent())
                .isEqualTo("POST /api/v1/users {\"email\":\"cleo@example.org\",\"name\":\"Cleo\",\"role\":null,"
                        + "\"fleets\":[{\"fleet\":\"" + FLEET + "\",\"role\":\"OPERATOR\"}]}");
    }

    @Test
    void codes_are_reset_by_whoever_is_sure() {
        server.on("DELETE /api/v1/users/" + ID + "/totp", "true");
        assertThat(types("users", "reset-totp", "ann@example.org").exit()).isEqualTo(2);
        assertThat(types("users", "reset-totp", "ann@example.org", "--yes").out())
                .isEqualTo("ann@example.org signs in without a code.\n");
        assertThat(sent()).startsWith("DELETE /api/v1/users/" + ID + "/totp");
        assertThat(types("users", "reset-totp", "nobody@example.org", "--yes").exit())
                .isEqualTo(1);
    }

    @Test
    void what_is_said_of_somebody_changes_and_the_rest_stays() {
        server.on("PATCH /api/v1/users/" + ID, "{}");
        assertThat(types("users", "change", "Ann@example.org", "--role", "manager")
                        .exit())
                .isZero();
        assertThat(sent()).endsWith(" {\"role\":\"MANAGER\"}");
        types("users", "change", "ann@example.org", "--no-fleets", "--name", "Ann B");
        assertThat(sent()).endsWith(" {\"fleets\":[],\"name\":\"Ann B\"}");
        types("users", "change", "ann@example.org", "--role", "none", "--fleet", "bench=viewer");
        assertThat(sent()).endsWith(" {\"role\":null,\"fleets\":[{\"fleet\":\"" + FLEET + "\",\"role\":\"VIEWER\"}]}");
        assertThat(types("users", "change", "ann@example.org").exit()).isEqualTo(2);
        assertThat(types("users", "change", "ann@example.org", "--no-fleets", "--fleet", "bench=viewer")
                        .exit())
                .isEqualTo(2);
        assertThat(types("users", "change", "ann@example.org", "--fleet", "none=VIEWER")
                        .err())
                .contains("There is no fleet");
    }

    @Test
    void removing_asks_for_the_address() {
        server.refuses("DELETE /api/v1/users/" + ID, 409, "last-admin", "an org keeps one administrator");
        assertThat(types("users", "remove", "ann@example.org").exit()).isEqualTo(2);
        assertThat(types("users", "remove", "nobody@example.org", "--yes").err())
                .contains("Nobody here");
        assertThat(server.requests()).noneMatch(request -> request.method().equals("DELETE"));
        assertThat(types("users", "remove", "ann@example.org", "--yes").err()).contains("one administrator");
        server.on("DELETE /api/v1/users/" + ID, "true");
        var result =
                new Person(home).at(server).answers("ann@example.org", "").types("users", "remove", "ann@example.org");
        assertThat(result.out()).isEqualTo("ann@example.org is removed.\n");
    }
}
