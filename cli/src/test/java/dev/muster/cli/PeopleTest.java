package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeopleTest {
    private static final String ID = "01a1fad3-7cab-75e5-acb3-3dc8029aa2e6";

    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer().on("GET /api/v1/people", """
                    [{"id":"%s","email":"ann@example.org","name":"Ann","platformOperator":true,"disabled":false,
                      "orgs":["acme","default"],"lastSeen":"2026-11-20T11:59:00.000Z"},
                     {"id":"%s","email":"bob@example.org","name":"Bob","platformOperator":false,"disabled":true,"orgs":[]}]""".formatted(ID, ID));

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
    void everybody_is_listed_with_how_they_stand() {
        assertThat(types("people").out()).isEqualTo("""
                E-MAIL           NAME  STANDING  ORGS           LAST SEEN
                ann@example.org  Ann   operator  acme, default  1 min ago
                bob@example.org  Bob   disabled  -              -
                """);
        types("people", "--search", "ann");
        assertThat(server.requests().get(server.requests().size() - 1).path()).startsWith("/api/v1/people");
    }

    @Test
    void who_is_let_in_and_who_runs_it_is_said_by_address() {
        server.on("PATCH /api/v1/people/" + ID, "{}");
        assertThat(types("people", "disable", "bob@example.org").exit()).isEqualTo(2);
        assertThat(types("people", "disable", "Bob@example.org", "--yes").out())
                .isEqualTo("Bob@example.org is disabled.\n");
        assertThat(sent()).isEqualTo("PATCH /api/v1/people/" + ID + " {\"disabled\":true}");
        types("people", "enable", "bob@example.org");
        assertThat(sent()).endsWith(" {\"disabled\":false}");
        types("people", "make-operator", "bob@example.org", "--yes");
        assertThat(sent()).endsWith(" {\"platformOperator\":true}");
        types("people", "end-operator", "ann@example.org");
        assertThat(sent()).endsWith(" {\"platformOperator\":false}");
        assertThat(types("people", "enable", "nobody@example.org").err()).contains("Nobody has the address");
        server.refuses("PATCH /api/v1/people/" + ID, 409, "oneself", "another platform operator does this");
        assertThat(types("people", "disable", "ann@example.org", "--yes").err()).contains("nother platform operator");
    }

    @Test
    void a_person_sees_and_changes_their_name() {
        server.on("GET /api/v1/auth/me", "{\"name\":\"Ann\"}").on("PATCH /api/v1/auth/me", "{\"name\":\"Ann B\"}");
        assertThat(types("name").out()).isEqualTo("Ann\n");
        assertThat(types("name", "Ann B").out()).isEqualTo("Ann B\n");
        assertThat(sent()).endsWith(" {\"name\":\"Ann B\"}");
    }
}
