package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginTest {
    private static final String ANSWER = """
            {"token":"%s","expiresAt":"2026-11-21T12:00:00.000Z","new":1,
             "user":{"id":"u","email":"a@b.example","name":"A","orgs":[{"slug":"default","role":"ADMIN"}]}}""".formatted(Person.TOKEN);

    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer().on("POST /api/v1/auth/login", ANSWER);

    @AfterEach
    void stop() {
        server.close();
    }

    private Path file() {
        return home.resolve(".config/muster/credentials.json");
    }

    private Person person() {
        return new Person(home).set("MUSTER_URL", server.url());
    }

    @Test
    void the_password_comes_from_standard_input_when_there_is_no_terminal() throws Exception {
        var result = person().pipes("geheim ü\n").types("login", "--email", "a@b.example");
        assertThat(result.out())
                .isEqualTo("Logged in at " + server.url() + " as a@b.example, org default as ADMIN; ends in 24 h.\n");
        assertThat(result.exit()).isZero();
        assertThat(Json.mapper().readTree(server.only().body()))
                .isEqualTo(Json.object().put("email", "a@b.example").put("password", "geheim ü"));
    }

    @Test
    void a_code_is_asked_for_once_the_server_says_so() throws Exception {
        needsCode();
        assertThat(person().pipes("geheim\r\n123 456\n")
                        .types("login", "--email", "a@b.example")
                        .exit())
                .isZero();
        assertThat(person().sees(80)
                        .answers("123 456", "geheim")
                        .types("login", "--email", "a@b.example")
                        .exit())
                .isZero();
        assertThat(server.requests())
                .extracting(FakeServer.Request::body)
                .containsExactly(
                        "{\"email\":\"a@b.example\",\"password\":\"geheim\"}",
                        "{\"email\":\"a@b.example\",\"password\":\"geheim\",\"totp\":\"123 456\"}",
                        "{\"email\":\"a@b.example\",\"password\":\"geheim\"}",
                        "{\"email\":\"a@b.example\",\"password\":\"geheim\",\"totp\":\"123 456\"}");
    }

    @Test
    void without_the_code_that_is_needed_nothing_is_stored() {
        needsCode();
        var result = person().pipes("geheim\n").types("login", "--email", "a@b.example");
        assertThat(result.err()).contains("on a second line of standard input");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(person().pipes("geheim\n000000\n")
                        .types("login", "--email", "a@b.example")
                        .err())
                .isEqualTo("Wrong code. (request r-1)\n");
        assertThat(file()).doesNotExist();
    }

    private void needsCode() {
        server.on("POST /api/v1/auth/login", request -> {
            if (request.body().contains("123 456")) {
                return FakeServer.ok("{\"success\":true,\"data\":" + ANSWER + "}");
            }
            return FakeServer.problem(401, "totp", request.body().contains("totp") ? "Wrong code" : "A code is needed");
        });
    }

    @Test
    void at_a_terminal_both_are_asked() throws Exception {
        assertThat(person().sees(80)
                        .answers(" a@b.example ", "geheim")
                        .types("login")
                        .exit())
                .isZero();
        assertThat(Json.mapper().readTree(server.only().body()))
                .isEqualTo(Json.object().put("email", "a@b.example").put("password", "geheim"));
    }

    @Test
    void the_token_is_stored_for_its_owner_only_and_never_printed() throws Exception {
        for (var json : new String[] {"--insecure", "--json"}) {
            var result = person().pipes("geheim").types("login", "--email", "a@b.example", json);
            assertThat(result.out() + result.err()).doesNotContain(Person.TOKEN).contains("a@b.example");
        }
        assertThat(Files.readString(file())).contains(Person.TOKEN).contains(server.url());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
                .isEqualTo("rwx------");
        try (var left = Files.list(file().getParent())) {
            assertThat(left).containsExactly(file());
        }
    }

    @Test
    void the_file_is_where_xdg_config_home_says() {
        var config = home.resolve("elsewhere");
        person().set("XDG_CONFIG_HOME", config.toString()).pipes("x").types("login", "--email", "a@b.example");
        assertThat(config.resolve("muster/credentials.json")).exists();
        assertThat(file()).doesNotExist();
    }

    @Test
    void later_verbs_use_the_server_and_token_of_the_login() {
        server.on("GET /api/v1/devices", "[]");
        person().pipes("x").types("login", "--email", "a@b.example");
        assertThat(new Person(home).types("devices").exit()).isZero();
        assertThat(server.requests().get(1).authorization()).isEqualTo("Bearer " + Person.TOKEN);
    }

    @Test
    void a_token_is_never_sent_to_another_server() {
        person().pipes("x").types("login", "--email", "a@b.example");
        try (var other = new FakeServer().on("GET /api/v1/devices", "[]")) {
            var result = new Person(home).types("devices", "--url", other.url());
            assertThat(result.err()).isEqualTo("You are not logged in at " + other.url() + ": run `muster login`.\n");
            assertThat(result.exit()).isEqualTo(1);
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void a_wrong_password_is_said_and_stores_nothing() {
        server.refuses("POST /api/v1/auth/login", 401, "credentials", "E-mail or password is wrong");
        var result = person().pipes("falsch").types("login", "--email", "a@b.example");
        assertThat(result.err()).isEqualTo("E-mail or password is wrong. (request r-1)\n");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(file()).doesNotExist();
    }

    @Test
    void an_ended_login_does_not_get_in_the_way_of_a_new_one() {
        person().pipes("x").types("login", "--email", "a@b.example");
        person().pipes("x").types("login", "--email", "a@b.example");
        assertThat(server.requests())
                .extracting(FakeServer.Request::authorization)
                .containsOnlyNulls();
    }

    @Test
    void too_many_tries_say_when_to_try_again() {
        server.on("POST /api/v1/auth/login", r -> {
            var problem = FakeServer.problem(429, "too-many-attempts", "Too many attempts; try again");
            return new FakeServer.Answer(429, Map.of("Retry-After", "30"), problem.body());
        });
        assertThat(person().pipes("x").types("login", "--email", "a@b.example").err())
                .isEqualTo("Too many attempts. Try again in 30 s. (request r-1)\n");
    }

    @Test
    void without_terminal_and_email_it_is_wrong_usage() {
        var result = person().pipes("x").types("login");
        assertThat(result.err()).contains("give --email, and the password on standard input");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void without_a_password_nothing_is_sent() {
        assertThat(person().types("login", "--email", "a@b.example").exit()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void a_password_in_clear_text_to_another_host_is_refused() {
        var result = person().pipes("x").types("login", "--email", "a@b.example", "--url", "http://muster.example");
        assertThat(result.err()).contains("Refused to send a secret to http://muster.example in clear text");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void an_answer_without_a_token_is_not_a_musters() {
        server.on("POST /api/v1/auth/login", "{\"hello\":1}");
        assertThat(person().pipes("x").types("login", "--email", "a@b.example").err())
                .contains("does not speak like a Muster server");
        assertThat(file()).doesNotExist();
    }

    @Test
    void logout_ends_the_session_at_the_server_and_here() {
        server.on("POST /api/v1/auth/logout", "{}");
        person().pipes("x").types("login", "--email", "a@b.example");
        var result = new Person(home).types("logout");
        assertThat(result.out()).isEqualTo("Logged out at " + server.url() + ".\n");
        assertThat(server.requests().get(1).authorization()).isEqualTo("Bearer " + Person.TOKEN);
        assertThat(file()).doesNotExist();
    }

    @Test
    void logout_of_an_ended_session_still_forgets_it() {
        server.refuses("POST /api/v1/auth/logout", 401, "unauthorized", "Ended");
        person().pipes("x").types("login", "--email", "a@b.example");
        assertThat(new Person(home).types("logout").exit()).isZero();
        assertThat(file()).doesNotExist();
    }

    @Test
    void logout_that_the_server_did_not_hear_keeps_the_login() {
        person().pipes("x").types("login", "--email", "a@b.example");
        server.close();
        var result = new Person(home).types("logout");
        assertThat(result.err()).startsWith("Still logged in, because the server could not be told: No server answers");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(file()).exists();
    }

    @Test
    void logout_of_one_server_keeps_the_login_of_another() throws Exception {
        server.on("POST /api/v1/auth/logout", "{}");
        try (var other = new FakeServer().on("POST /api/v1/auth/login", ANSWER).on("GET /api/v1/devices", "[]")) {
            person().set("MUSTER_URL", other.url()).pipes("x").types("login", "--email", "a@b.example");
            person().pipes("x").types("login", "--email", "a@b.example");
            new Person(home).types("logout");
            assertThat(Files.readString(file())).doesNotContain(server.url());
            assertThat(new Person(home).types("devices").exit()).isZero();
            assertThat(other.requests()).hasSize(2);
        }
    }

    @Test
    void a_damaged_file_is_said_and_not_overwritten() throws Exception {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "{\"curr");
        var result = new Person(home).types("devices");
        assertThat(result.err()).contains("are damaged: delete that file and run `muster login`.");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(file()).hasContent("{\"curr");
    }
}
