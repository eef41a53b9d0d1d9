package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every resource carries, and that the address a new one is told to be at is one. */
@Order(6)
class ResourcesIT extends SystemTest {

    @ParameterizedTest
    @CsvSource({
        "/enrollment-keys, key",
        "/factory-keys, key",
        "/provision-tokens, token",
        "/auth/api-keys, key",
        "/device-views, none",
        "/fleets, none",
        "/device-groups, none",
        "/sites, none",
        "/orgs, none"
    })
    void a_new_resource_is_at_its_location_with_id_version_and_times(String path, String secret) {
        var made = admin.post("/api/v1" + path, Map.of("name", "r-" + UUID.randomUUID()))
                .expect(201);
        assertThat(made.header("ETag")).contains("\"1\"");
        var at = URI.create(made.header("Location").orElseThrow()).getPath();
        assertThat(at).startsWith("/api/v1" + path + "/");
        var read = admin.get(at).expect(200);
        assertThat(read.header("ETag")).contains("\"1\"");
        for (var member : new String[] {"id", "version", "createdAt", "updatedAt"}) {
            assertThat(read.data().path(member))
                    .as(member)
                    .isEqualTo(made.data().path(member));
            assertThat(read.data().has(member)).as(member).isTrue();
        }
        assertThat(read.data().has(secret)).as("the secret, a second time").isFalse();
        assertThat(admin.get("/api/v1" + path + "/" + UUID.randomUUID()).status())
                .isEqualTo(404);
    }

    @Test
    void a_login_carries_them_too() {
        for (var login : admin.get("/api/v1/auth/sessions").expect(200).data()) {
            assertThat(login.path("version").asInt()).isEqualTo(1);
            assertThat(login.path("updatedAt")).isEqualTo(login.path("createdAt"));
        }
    }

    @Test
    void a_used_or_revoked_token_has_another_version() {
        var made = made("/provision-tokens");
        var at = "/api/v1/provision-tokens/" + made.path("id").asText();
        admin.delete(at).expect(200);
        var revoked = admin.get(at).expect(200);
        assertThat(revoked.header("ETag")).contains("\"2\"");
        assertThat(revoked.data().path("updatedAt")).isEqualTo(revoked.data().path("revokedAt"));
    }

    @Test
    void a_view_of_a_name_that_one_keeps_is_replaced_and_the_answer_says_so() {
        var view = Map.of("name", "v-" + UUID.randomUUID(), "query", "tag:a");
        var made = admin.post("/api/v1/device-views", view).expect(201).data();
        var again = admin.post("/api/v1/device-views", view).expect(200);
        assertThat(again.data().path("id")).isEqualTo(made.path("id"));
        assertThat(again.header("ETag")).contains("\"2\"");
        assertThat(again.header("Location")).isEmpty();
    }

    private JsonNode made(String path) {
        return admin.post("/api/v1" + path, Map.of("name", "r-" + UUID.randomUUID()))
                .expect(201)
                .data();
    }
}
