package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whatever is shown once is in no record of what was done. */
class AuditSecretsIT extends SystemTest {

    private final Map<String, String> secrets = new LinkedHashMap<>();

    @Test
    void T_L06_no_secret_is_in_the_audit_or_in_the_log() throws IOException {
        var name = "secrets-" + UUID.randomUUID();
        made("enrollment key", "/api/v1/enrollment-keys", Map.of("name", name), "key");
        made("factory key", "/api/v1/factory-keys", Map.of("name", name), "key");
        made("provision token", "/api/v1/provision-tokens", Map.of("name", name), "token");
        made("API key", "/api/v1/auth/api-keys", Map.of("name", name), "key");
        made(
                "invitation",
                "/api/v1/users",
                Map.of("email", name + "@system.test", "role", "VIEWER"),
                "invitation/token");
        var device = WireDevice.enrolled(muster, "secrets");
        made("device secret", device.path("/credentials/rotate"), Map.of(), "secret");
        var guessed = "a password that was mistyped " + UUID.randomUUID();
        nobody.post("/api/v1/auth/login", Map.of("email", muster.adminEmail(), "password", guessed))
                .expect(401);
        secrets.put("mistyped password", guessed);
        secrets.put("password", muster.adminPassword());
        secrets.put("token", admin.token());

        var audit = String.join("\n", new ProductDatabase(muster).texts("select audit_entry::text from audit_entry"));
        assertThat(audit).contains("enrollment-key.created", name);
        var log = Files.readString(muster.data().resolve("log/server.log"));
        secrets.forEach((what, secret) -> {
            assertThat(secret).as(what).hasSizeGreaterThan(10);
            assertThat(audit).as("%s in the audit", what).doesNotContain(secret);
            assertThat(log).as("%s in the log", what).doesNotContain(secret);
        });
    }

    private void made(String what, String path, Map<String, ?> body, String member) {
        var answer = admin.post(path, body);
        assertThat(answer.status()).as("%s: %s", what, answer).isIn(200, 201);
        secrets.put(what, answer.data().at("/" + member).asText());
    }
}
