package dev.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The line's data goes by the server or does not: {@code config set connectionMode=…}. */
class ModeStoryTest {

    @TempDir
    Path dir;

    private final FakeServer server = new FakeServer();
    private final Bench bench = new Bench();

    @BeforeEach
    void open() {
        server.start();
    }

    @AfterEach
    void close() {
        bench.close();
        server.close();
    }

    private DeviceBook book() {
        return server.book("line-3");
    }

    private Agent agent(LinkMode link) {
        return bench.start(Bench.config(server.uri(), "line-3", dir).over(link));
    }

    private int readings() {
        return book().events("reading").size();
    }

    private void awaitReadings(int more) {
        var target = readings() + more;
        Eventually.await(more + " more readings", () -> readings() >= target);
    }

    private CommandResult set(String setting, Object value) {
        var patch = Json.object().set("patch", Json.object().set(setting, Json.tree(value)));
        var id = server.command("line-3", "push_config", (ObjectNode) patch);
        Eventually.await("the result", () -> !book().results(id).isEmpty());
        return book().results(id).get(0);
    }

    private JsonNode state() throws Exception {
        var id = server.command("line-3", "show_state");
        Eventually.await("the state", () -> !book().results(id).isEmpty());
        return Json.mapper().readTree(book().results(id).get(0).output());
    }

    private String lastMode() {
        var all = book().events("status");
        return all.isEmpty()
                ? ""
                : all.get(all.size() - 1).path("metrics").path("connectionMode").asText();
    }

    private void everythingArrivedOnce() {
        assertThat(book().seqs())
                .isEqualTo(
                        LongStream.rangeClosed(1, book().seqs().size()).boxed().toList());
        assertThat(book().events("reading").stream()
                        .map(event -> event.path("ts").asText()))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(book().faults()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(LinkMode.class)
    void data_waits_on_the_device_until_it_goes_by_the_server_again(LinkMode link) throws Exception {
        agent(link);
        awaitReadings(3);
        assertThat(lastMode()).isEqualTo("VIA_LOCAL_SERVER");

        assertThat(set("connectionMode", "DIRECT_CLOUD").output()).isEqualTo("connectionMode = DIRECT_CLOUD");
        Eventually.await("the status says so", () -> lastMode().equals("DIRECT_CLOUD"));
        var before = readings();
        Eventually.await("readings are held", () -> held() > 20);
        assertThat(readings()).as("none after the status that said so").isEqualTo(before);
        assertThat(state().path("connectionMode").asText()).isEqualTo("DIRECT_CLOUD");

        set("connectionMode", "VIA_LOCAL_SERVER");
        Eventually.await("the held ones and more", () -> readings() > before + 30);
        assertThat(lastMode()).isEqualTo("VIA_LOCAL_SERVER");
        everythingArrivedOnce();
    }

    private long held() {
        try {
            return state().path("queue").path("held").asLong();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void the_mode_and_what_is_held_survive_a_restart_and_a_lost_queue() throws Exception {
        var first = agent(LinkMode.SOCKET);
        awaitReadings(1);
        set("connectionMode", "DIRECT_CLOUD");
        Eventually.await("readings are held", () -> held() > 5);
        first.close();
        var before = readings();
        var second = agent(LinkMode.SOCKET);
        Eventually.await("it says so again", () -> held() > 10);
        assertThat(readings()).isEqualTo(before);
        second.close();
        Files.writeString(dir.resolve("queue.db"), "this is no database ".repeat(500));
        agent(LinkMode.SOCKET);
        Eventually.await("the fresh queue holds too", () -> held() > 2);
        assertThat(readings()).isEqualTo(before);
        Eventually.await(
                "and the loss is told",
                () -> book().events("errlog").stream()
                        .anyMatch(entry -> entry.path("code").asText().equals("QUEUE-DAMAGED")));
    }

    @ParameterizedTest
    @CsvSource({
        "connectionMode, CLOUD, 'connectionMode is one of [VIA_LOCAL_SERVER, DIRECT_CLOUD], not CLOUD'",
        "connectionMode, direct_cloud, not direct_cloud",
        "server, http://evil.example, there is no setting server on this device; it has: connectionMode"
    })
    void what_cannot_be_set_fails_with_the_reason_and_changes_nothing(String setting, String value, String reason)
            throws Exception {
        agent(LinkMode.SOCKET);
        awaitReadings(1);
        var result = set(setting, value);
        assertThat(result.success()).isFalse();
        assertThat(result.output()).contains(reason);
        assertThat(state().path("connectionMode").asText()).isEqualTo("VIA_LOCAL_SERVER");
        assertThat(dir.resolve("settings.json")).doesNotExist();
    }

    @Test
    void null_brings_the_usual_mode_back() throws Exception {
        agent(LinkMode.SOCKET);
        awaitReadings(1);
        set("connectionMode", "DIRECT_CLOUD");
        assertThat(set("connectionMode", null).output()).isEqualTo("connectionMode = VIA_LOCAL_SERVER");
    }

    @Test
    void settings_that_cannot_be_kept_are_not_taken() throws Exception {
        agent(LinkMode.SOCKET);
        awaitReadings(1);
        Files.createDirectories(dir.resolve("settings.json/in the way"));
        assertThat(set("connectionMode", "DIRECT_CLOUD").success()).isFalse();
        assertThat(state().path("connectionMode").asText()).isEqualTo("VIA_LOCAL_SERVER");
    }

    @Test
    void damaged_settings_are_told_and_the_usual_ones_hold() throws Exception {
        Files.writeString(dir.resolve("settings.json"), "{\"connectionMode\":");
        agent(LinkMode.SOCKET);
        awaitReadings(1);
        Eventually.await(
                "it is told",
                () -> book().events("errlog").stream()
                        .anyMatch(entry -> entry.path("code").asText().equals("SETTINGS-DAMAGED")));
        assertThat(state().path("connectionMode").asText()).isEqualTo("VIA_LOCAL_SERVER");
    }
}
