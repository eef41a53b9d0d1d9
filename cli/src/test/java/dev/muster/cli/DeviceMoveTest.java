package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceMoveTest {
    private static final String ROUTE = "POST /api/v1/devices/move";

    @TempDir
    private Path home;

    private final FakeServer server =
            new FakeServer().on(ROUTE, "[{\"id\":\"pump-7\",\"org\":\"acme\",\"state\":\"disabled\"}]");

    @AfterEach
    void stop() {
        server.close();
    }

    private Person person() {
        return new Person(home).at(server);
    }

    @Test
    void a_device_is_moved_with_a_reason() throws Exception {
        var result =
                person().types("device", "move", "pump-7", "--state", "disabled", "--reason", "in transit", "--yes");
        assertThat(result.out()).isEqualTo("pump-7 is disabled.\n");
        assertThat(server.only().body())
                .isEqualTo("{\"deviceIds\":[\"pump-7\"],\"state\":\"disabled\",\"reason\":\"in transit\"}");
    }

    @Test
    void several_are_moved_to_another_org_and_may_keep_their_state() throws Exception {
        var result =
                person().types("device", "move", "pump-7", "pump-8", "--to-org", "acme", "--reason", "sold", "--yes");
        assertThat(result.out()).isEqualTo("pump-7 is disabled in org acme.\n");
        assertThat(Json.mapper().readTree(server.only().body()).path("deviceIds"))
                .hasSize(2);
        assertThat(server.only().body()).contains("\"org\":\"acme\"").doesNotContain("state");
    }

    @Test
    void at_a_terminal_its_id_is_typed() {
        var sure = person().sees(80)
                .answers("pump-7", "")
                .types("device", "move", "pump-7", "--state", "retired", "--reason", "old");
        assertThat(sure.exit()).isZero();
        var unsure = person().sees(80)
                .answers("pump-8", "")
                .types("device", "move", "pump-7", "--state", "retired", "--reason", "old");
        assertThat(unsure.err()).isEqualTo("Nothing is changed: what was typed is not pump-7.\n");
        assertThat(unsure.exit()).isEqualTo(1);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void of_several_the_number_is_typed() {
        var unsure = person().sees(80)
                .answers("pump-7", "")
                .types("device", "move", "pump-7", "pump-8", "--to-org", "acme", "--reason", "sold");
        assertThat(unsure.err()).isEqualTo("Nothing is changed: what was typed is not 2.\n");
        var sure = person().sees(80)
                .answers("2", "")
                .types("device", "move", "pump-7", "pump-8", "--to-org", "acme", "--reason", "sold");
        assertThat(sure.exit()).isZero();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void without_a_terminal_it_must_be_said_that_one_is_sure() {
        var result = person().types("device", "move", "pump-7", "--state", "disabled", "--reason", "leaks");
        assertThat(result.err()).contains("add --yes if you are sure");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void bringing_a_device_back_is_not_asked_about() {
        assertThat(person().types("device", "move", "pump-7", "--state", "active", "--reason", "mended")
                        .exit())
                .isZero();
    }

    @Test
    void without_a_reason_or_a_goal_it_is_wrong_usage() {
        assertThat(person().types("device", "move", "pump-7", "--state", "disabled", "--yes")
                        .exit())
                .isEqualTo(2);
        assertThat(person().types("device", "move", "pump-7", "--reason", "x", "--yes")
                        .err())
                .startsWith("Say where to: --state, --to-org or both.");
        assertThat(person().types("device", "move", "pump-7", "--state", "gone", "--reason", "x", "--yes")
                        .err())
                .startsWith("\"gone\" is not a state: it is one of active, disabled");
        assertThat(server.requests()).isEmpty();
    }
}
