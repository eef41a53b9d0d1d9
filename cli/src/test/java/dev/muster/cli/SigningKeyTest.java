package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import dev.muster.protocol.OperatorSignature;
import dev.muster.protocol.crypto.Base64Url;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
    private static final String PASSPHRASE = "correct horse battery";
    private static final String REGISTER = "PUT /api/v1/auth/signing-key";
    private static final String SEND = "POST /api/v1/devices/pump-7/commands";

    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer()
            .on(REGISTER, "{}")
            .on("GET /api/v1/auth/totp", "{\"enabled\":false}")
            .on(SEND, "{\"commandId\":\"c\",\"state\":\"SUCCEEDED\",\"success\":true,\"output\":\"pong\"}");

    @AfterEach
    void stop() {
        server.close();
    }

    private Person person(String passphrase) {
        return new Person(home).at(server).set("MUSTER_PASSPHRASE", passphrase);
    }

    private Path file() {
        return home.resolve(".config/muster/signing-keys.json");
    }

    @Test
    void a_key_is_registered_with_the_password_and_kept_under_the_passphrase_only() throws Exception {
        var result = person(PASSPHRASE).pipes("my password\n").types("signing-key", "create");
        assertThat(result.exit()).isZero();
        var sent = body(REGISTER);
        assertThat(sent.path("password").asText()).isEqualTo("my password");
        var key = sent.path("key").asText();
        assertThat(Base64Url.decode(key).orElseThrow()).hasSize(32);
        assertThat(Files.readString(file()))
                .contains(sent.path("id").asText(), "600000")
                .doesNotContain(key, PASSPHRASE, "my password");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void a_key_is_registered_with_a_code_too_where_the_login_asks_for_one() throws Exception {
        server.on("GET /api/v1/auth/totp", "{\"enabled\":true}");
        person(PASSPHRASE).pipes("my password\n123456\n").types("signing-key", "create");
        assertThat(body(REGISTER).path("totp").asText()).isEqualTo("123456");
    }

    @Test
    void a_command_is_signed_with_it() throws Exception {
        create();
        var key = Base64Url.decode(body(REGISTER).path("key").asText()).orElseThrow();
        person(PASSPHRASE).types("send", "pump-7", "logs", "20", "--expires", "2h");
        var sent = body(SEND);
        assertThat(new OperatorSignature(
                                "pump-7",
                                UUID.fromString(sent.path("command").path("id").asText()),
                                "pull_logs",
                                Json.object().put("lines", 20),
                                Person.NOW,
                                Instant.parse("2026-11-20T14:00:00Z"))
                        .matches(sent.path("signature").asText(), key))
                .isTrue();
        assertThat(sent.path("issuedAt").asText()).isEqualTo("2026-11-20T12:00:00.000Z");
        assertThat(sent.path("expiresAt").asText()).isEqualTo("2026-11-20T14:00:00.000Z");
    }

    @Test
    void a_wrong_passphrase_sends_nothing_and_unsigned_asks_for_none() throws Exception {
        create();
        var result = person("something else").types("send", "pump-7", "ping");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("not the passphrase");
        assertThat(server.requests()).noneMatch(request -> SEND.equals(request.method() + " " + request.path()));
        var bare = new Person(home).at(server).types("send", "pump-7", "ping");
        assertThat(bare.exit()).isEqualTo(2);
        assertThat(bare.err()).contains("MUSTER_PASSPHRASE", "--unsigned");
        assertThat(new Person(home)
                        .at(server)
                        .types("send", "pump-7", "ping", "--unsigned")
                        .exit())
                .isZero();
        assertThat(body(SEND).has("signature")).isFalse();
    }

    @Test
    void a_short_passphrase_or_a_refused_password_makes_no_key() {
        assertThat(person("short").pipes("p\n").types("signing-key", "create").exit())
                .isEqualTo(2);
        server.refuses(REGISTER, 403, "password", "this is not it");
        assertThat(person(PASSPHRASE)
                        .pipes("p\n")
                        .types("signing-key", "create")
                        .exit())
                .isEqualTo(1);
        assertThat(file()).doesNotExist();
    }

    @Test
    void a_key_goes_to_another_machine_under_its_passphrase() throws Exception {
        create();
        var line = person("").types("signing-key", "export").out();
        var elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        assertThat(new Person(elsewhere)
                        .at(server)
                        .pipes(line)
                        .types("signing-key", "import")
                        .exit())
                .isZero();
        assertThat(new Person(elsewhere)
                        .at(server)
                        .set("MUSTER_PASSPHRASE", PASSPHRASE)
                        .types("send", "pump-7", "ping")
                        .exit())
                .isZero();
        assertThat(body(SEND).has("signature")).isTrue();
    }

    @Test
    void what_is_no_key_is_not_imported() {
        for (var line : new String[] {"", "{}", "null", "[]", "nonsense", "{\"v\":1,\"iterations\":1000}"}) {
            assertThat(new Person(home)
                            .at(server)
                            .pipes(line + "\n")
                            .types("signing-key", "import")
                            .exit())
                    .as(line)
                    .isEqualTo(2);
        }
    }

    @Test
    void showing_says_whether_the_key_in_use_is_here_and_removing_takes_it_away() {
        create();
        server.on("GET /api/v1/auth/signing-key", "{\"key\":null,\"required\":true}");
        assertThat(person("").types("signing-key").out())
                .contains("No signing key is registered", "signed commands only");
        server.on(
                "GET /api/v1/auth/signing-key",
                "{\"key\":{\"id\":\"" + UUID.randomUUID()
                        + "\",\"createdAt\":\"2026-11-20T11:00:00Z\"},\"required\":false}");
        assertThat(person("").types("signing-key").out()).contains("not on this machine");
        server.on("DELETE /api/v1/auth/signing-key", "true");
        assertThat(person("").types("signing-key", "remove").exit()).isZero();
        assertThat(file()).doesNotExist();
    }

    @Test
    void an_administrator_has_the_org_ask_for_signatures() throws Exception {
        server.on("GET /api/v1/auth/me", "{\"orgs\":[{\"slug\":\"plant\"}]}").on("PATCH /api/v1/orgs/plant", "{}");
        assertThat(person("").types("signing-key", "require", "on").err())
                .isEqualTo("plant takes signed commands only.\n");
        assertThat(body("PATCH /api/v1/orgs/plant").path("signedCommands").asBoolean())
                .isTrue();
        assertThat(person("").types("signing-key", "require", "maybe").exit()).isEqualTo(2);
    }

    private void create() {
        assertThat(person(PASSPHRASE)
                        .pipes("my password\n")
                        .types("signing-key", "create")
                        .exit())
                .isZero();
    }

    private JsonNode body(String route) throws Exception {
        var last = server.requests().stream()
                .filter(request -> route.equals(request.method() + " " + request.path()))
                .reduce((before, after) -> after)
                .orElseThrow();
        return Json.mapper().readTree(last.body());
    }
}
