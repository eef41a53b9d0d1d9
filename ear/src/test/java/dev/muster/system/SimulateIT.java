package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code muster simulate} against the running product: what its books say was promised is what is stored. */
class SimulateIT extends SystemTest {

    private static final int DEVICES = 8;

    private final ProductDatabase database = new ProductDatabase(muster);
    private final String prefix = WireDevice.freshId("sim");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"mcu, steady, readings", "mcu, flaky, readings", "edge, steady, events", "edge, flaky, events"})
    void what_was_acknowledged_is_stored_once(String kind, String profile, String what) throws Exception {
        var summary = simulate("--kind", kind, "--profile", profile);
        var stored = 0;
        for (var line : Files.readAllLines(folder.resolve("books"))) {
            var account = Json.mapper().readTree(line);
            var seen = stored(account.path("id").asText());
            assertThat(seen).as(line).isGreaterThanOrEqualTo(account.path(what).asInt());
            assertThat(doubled(account.path("id").asText())).as(line).isZero();
            stored += seen;
        }
        var promised = summary.path(what + "Acknowledged").asInt();
        assertThat(promised).isGreaterThan(DEVICES);
        assertThat(stored).isGreaterThanOrEqualTo(promised);
        assertThat(summary.path("unsignedAnswers").asInt()).isZero();
    }

    @Test
    void a_fleet_without_a_right_to_register_is_refused_with_the_server_s_words() throws Exception {
        var viewer = database.signIn(database.person("VIEWER"));
        var ended = run(viewer, "--seconds", "1");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).contains("403");
    }

    private int stored(String device) {
        return number(
                "select count(*)::text from reading r join device d on d.id = r.device where d.device_id = ?", device);
    }

    private int doubled(String device) {
        return number(
                "select (count(*) - count(distinct (r.seq, r.ts)))::text from reading r join device d on d.id = r.device"
                        + " where d.device_id = ?",
                device);
    }

    private int number(String sql, String device) {
        return Integer.parseInt(database.texts(sql, device).get(0));
    }

    private JsonNode simulate(String... more) throws Exception {
        var arguments = new ArrayList<>(List.of(
                "--seconds",
                "4",
                "--interval",
                "0.3",
                "--books",
                folder.resolve("books").toString()));
        arguments.addAll(List.of(more));
        var ended = run(admin, arguments.toArray(String[]::new));
        assertThat(ended.exit()).as(ended.err()).isZero();
        return Json.mapper().readTree(ended.out().strip());
    }

    private record Ended(int exit, String out, String err) {}

    private Ended run(Rest who, String... more) throws IOException, InterruptedException {
        var out = folder.resolve("out");
        var err = folder.resolve("err");
        var jar = RunningMuster.home().resolve("cli/target/muster-cli.jar");
        var command = new ArrayList<>(
                List.of(RunningMuster.java(), "-jar", jar.toString(), "simulate", "--json", "--devices", "" + DEVICES));
        command.addAll(
                List.of("--prefix", prefix, "--roster", folder.resolve("roster").toString()));
        command.addAll(List.of(more));
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MUSTER_"));
        builder.environment().putAll(Map.of("MUSTER_URL", muster.base().toString(), "MUSTER_TOKEN", who.token()));
        var process = builder.start();
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("simulate did not end: " + Files.readString(err));
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
