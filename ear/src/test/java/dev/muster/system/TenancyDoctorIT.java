package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code muster doctor --tenancy} against the running product: an endpoint it cannot probe fails the build here. */
@Order(7)
class TenancyDoctorIT extends SystemTest {

    private static final int LEAST = 10_000;

    @TempDir
    private java.nio.file.Path folder;

    private record Ended(int exit, List<String> out, String err) {}

    @Test
    void nothing_comes_from_one_org_into_another() throws Exception {
        var ended = doctor(admin.token(), LEAST);
        System.out.println(String.join("\n", ended.out()));
        assertThat(ended.out())
                .as("findings")
                .filteredOn(line -> json(line).has("example"))
                .isEmpty();
        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.out())
                .anyMatch(line -> json(line).path("total").asInt() >= LEAST
                        && json(line).path("findings").asInt(-1) == 0);
    }

    @Test
    void only_the_platform_operator_runs_it() throws Exception {
        var email = UUID.randomUUID() + "@system.test";
        var invited = admin.post("/api/v1/users", Map.of("email", email, "role", "ADMIN"))
                .expect(201)
                .data();
        nobody.post(
                        "/api/v1/auth/invitations/accept",
                        Map.of(
                                "token",
                                invited.path("invitation").path("token").asText(),
                                "password",
                                "seven blue lanterns"))
                .expect(200);
        var ended =
                doctor(muster.anonymous().signIn(email, "seven blue lanterns").token(), LEAST);
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).contains("needs the token of the platform operator");
    }

    /** Seen red: the fleets of an org are shown to each of its fleet members. */
    @Test
    void a_policy_that_is_gone_is_found() throws Exception {
        var database = new ProductDatabase(muster);
        var policy = database.texts(
                        "select pg_get_expr(polqual, polrelid) from pg_policy where polname = 'fleet_scope'")
                .get(0);
        database.change("alter policy fleet_scope on fleet using (org_id = (select scope_org()))");
        try {
            var ended = doctor(admin.token(), 1);
            assertThat(ended.exit()).as(ended.err()).isEqualTo(1);
            assertThat(ended.out())
                    .anyMatch(line -> json(line).path("who").asText().equals("contractor")
                            && json(line).path("where").asText().equals("GET /api/v1/fleets")
                            && json(line).path("what").asText().contains("shows a fleet's"));
            assertThat(ended.out())
                    .as("a page of a fleet by its name")
                    .anyMatch(line -> json(line).path("where").asText().equals("/fleets/{}"));
        } finally {
            database.change("alter policy fleet_scope on fleet using (" + policy + ")");
        }
    }

    private Ended doctor(String token, int probes) throws IOException, InterruptedException {
        var out = folder.resolve("out");
        var err = folder.resolve("err");
        var jar = RunningMuster.home().resolve("cli/target/muster-cli.jar");
        var builder = new ProcessBuilder(
                        RunningMuster.java(),
                        "-jar",
                        jar.toString(),
                        "doctor",
                        "--tenancy",
                        "--json",
                        "--probes",
                        "" + probes)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MUSTER_"));
        builder.environment().putAll(Map.of("MUSTER_URL", muster.base().toString(), "MUSTER_TOKEN", token));
        var process = builder.start();
        if (!process.waitFor(15, TimeUnit.MINUTES)) {
            process.destroy();
            throw new AssertionError("doctor --tenancy did not end");
        }
        return new Ended(
                process.exitValue(), java.nio.file.Files.readAllLines(out), java.nio.file.Files.readString(err));
    }

    private static JsonNode json(String line) {
        try {
            return Json.mapper().readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }
}
