package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** API keys, factory keys, provision tokens and device credentials. */
class KeysTest {
    private static final String ID = "6f1c7f4e-0c5e-4b52-9a3a-1d2c3b4a5f60";

    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer()
            .on("GET /api/v1/auth/api-keys", """
                    [{"id":"a-1","name":"nightly report","org":"acme","role":"VIEWER","lastUsedAt":null,
                      "expiresAt":"2026-12-20T12:00:00.000Z"}]""")
            .on("POST /api/v1/auth/api-keys", "{\"id\":\"a-2\",\"key\":\"muster_abc\"}")
            .on("DELETE /api/v1/auth/api-keys/" + ID, "true")
            .on("GET /api/v1/factory-keys", """
                    [{"id":"f-1","name":"batch 7","model":"P-100","uses":2,"maxUses":10,"expiresAt":null,
                      "revokedAt":null}]""")
            .on("POST /api/v1/factory-keys", "{\"id\":\"f-2\",\"key\":\"a2V5\"}")
            .on("DELETE /api/v1/factory-keys/" + ID, "true")
            .on("GET /api/v1/provision-tokens", """
                    [{"id":"p-1","name":"fitter","deviceId":"pump-7","expiresAt":"2026-11-20T13:00:00.000Z",
                      "usedBy":null,"revokedAt":null}]""")
            .on("POST /api/v1/provision-tokens", "{\"id\":\"p-2\",\"token\":\"mpt_abc\"}")
            .on("DELETE /api/v1/provision-tokens/" + ID, "true")
            .on("POST /api/v1/devices/pump-7/credentials/rotate", """
                    {"deviceId":"pump-7","version":2,"secret":"c2VjcmV0","token":"eyJ",
                     "previousUntil":"2026-11-21T12:00:00.000Z"}""")
            .on("DELETE /api/v1/devices/pump-7/credentials", "true");

    @AfterEach
    void stop() {
        server.close();
    }

    private Person person() {
        return new Person(home).at(server);
    }

    private Person.Result types(String... args) {
        return person().types(args);
    }

    @Test
    void api_keys_are_listed_made_and_revoked() throws Exception {
        assertThat(types("api-keys", "list").out()).isEqualTo("""
                        ID   NAME            ORG   AT MOST  LAST USED  ENDS
                        a-1  nightly report  acme  VIEWER   -          in 30 d
                        """);
        var made = types(
                "api-keys", "create", "--name", "x", "--expires", "30d", "--only-org", "acme", "--role", "viewer");
        assertThat(made.out()).isEqualTo("muster_abc\n");
        assertThat(made.err())
                .isEqualTo(
                        "API key a-2 is made, for the org acme and with at most the role VIEWER. It is shown this once:\n");
        assertThat(Json.mapper().readTree(server.requests().get(1).body()))
                .isEqualTo(Json.object()
                        .put("name", "x")
                        .put("expiresAt", "2026-12-20T12:00:00.000Z")
                        .put("org", "acme")
                        .put("role", "VIEWER"));
        assertThat(types("api-keys", "create", "--name", "x").err())
                .contains("for all your orgs and with the role you have there");
        assertThat(types("api-keys", "create", "--name", "x", "--role", "king").exit())
                .isEqualTo(2);
        assertThat(types("api-keys", "revoke", ID).out()).isEqualTo("API key " + ID + " is revoked.\n");
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void factory_keys_are_listed_made_and_revoked() throws Exception {
        assertThat(types("factory-keys", "list").out()).isEqualTo("""
                        ID   NAME     MODEL  DEVICES  ENDS  REVOKED
                        f-1  batch 7  P-100  2 of 10  -     -
                        """);
        var made = types("factory-keys", "create", "--name", "batch 8", "--model", "P-200", "--max-uses", "5");
        assertThat(made.out()).isEqualTo("a2V5\n");
        assertThat(made.err()).contains("Factory key f-2 is made");
        assertThat(Json.mapper().readTree(server.requests().get(1).body()))
                .isEqualTo(Json.object()
                        .put("name", "batch 8")
                        .put("model", "P-200")
                        .put("maxUses", 5));
        assertThat(types("factory-keys", "revoke", ID).out()).isEqualTo("Factory key " + ID + " is revoked.\n");
    }

    @Test
    void provision_tokens_are_listed_made_and_revoked() {
        assertThat(types("provision-tokens", "list").out()).isEqualTo("""
                        ID   NAME    FOR     ENDS    USED BY  REVOKED
                        p-1  fitter  pump-7  in 1 h  -        -
                        """);
        var made = types("provision-tokens", "create", "--name", "lost its disk", "--device", "pump-7");
        assertThat(made.out()).isEqualTo("mpt_abc\n");
        assertThat(server.requests().get(1).body()).isEqualTo("{\"name\":\"lost its disk\",\"deviceId\":\"pump-7\"}");
        assertThat(types("provision-tokens", "revoke", ID).out()).isEqualTo("Token " + ID + " is revoked.\n");
        assertThat(types("provision-tokens", "create", "--name", "x", "--device", "no id!")
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void a_device_is_registered_by_hand_and_its_secret_stands_alone() throws Exception {
        server.on("POST /api/v1/devices", "{\"device\":{\"id\":\"pump-9\"},\"secret\":\"c2VjcmV0\"}");
        var made = types("device", "add", "pump-9", "--site", "plant-2", "--tag", "north", "--tag", "cold");
        assertThat(made.out()).isEqualTo("c2VjcmV0\n");
        assertThat(made.err()).isEqualTo("Device pump-9 is registered. Its secret is shown this once, in base64:\n");
        assertThat(Json.mapper().readTree(server.only().body()))
                .isEqualTo(Json.mapper()
                        .readTree("{\"id\":\"pump-9\",\"site\":\"plant-2\",\"tags\":[\"north\",\"cold\"]}"));
        assertThat(types("device", "add", "no id!").exit()).isEqualTo(2);
        server.refuses("POST /api/v1/devices", 409, "device-exists", "The id pump-9 is taken: choose another");
        assertThat(types("device", "add", "pump-9").err()).contains("is taken: choose another");
    }

    @Test
    void a_credential_is_shown_without_its_secret() {
        server.on("GET /api/v1/devices/pump-7/credentials", """
                {"deviceId":"pump-7","version":2,"createdAt":"2026-11-20T11:00:00.000Z","usedAt":null,
                 "previousVersion":1,"previousUntil":"2026-11-21T11:00:00.000Z","revokedAt":null}""");
        assertThat(types("device", "credential", "pump-7").out()).isEqualTo("""
                Version       2
                Made          1 h ago
                First used    not yet
                Old one ends  in 23 h
                """);
        assertThat(types("device", "credential", "pump-7", "--json").out()).contains("\"previousVersion\":1");
    }

    @Test
    void a_credential_is_rotated_and_shown_once() {
        var rotated = types("device", "rotate", "pump-7");
        assertThat(rotated.out()).isEqualTo("secret c2VjcmV0\ntoken eyJ\n");
        assertThat(rotated.err()).isEqualTo("Shown this once. The old secret and token end in 24 h.\n");
    }

    @Test
    void a_credential_is_revoked_by_whoever_is_sure() {
        assertThat(types("device", "revoke", "pump-7").exit()).isEqualTo(2);
        assertThat(person().sees(80)
                        .answers("pump-8", "")
                        .types("device", "revoke", "pump-7")
                        .exit())
                .isEqualTo(1);
        assertThat(server.requests()).isEmpty();
        assertThat(types("device", "revoke", "pump-7", "--yes").out())
                .isEqualTo("The credential of pump-7 is revoked.\n");
        assertThat(server.only().method()).isEqualTo("DELETE");
    }
}
