package dev.muster.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong from outside is said in one sentence, with exit code 2, and nothing is started or left behind. */
class RefusedStartsIT {

    @TempDir
    private Path folder;

    private Path data;
    private int port;

    @BeforeEach
    void choose() throws IOException {
        data = folder.resolve("data");
        port = Ports.anyFree();
    }

    @Test
    void what_is_typed_wrong_is_said_in_one_line() throws IOException {
        for (var mistake : Map.of(
                        List.of("up", "--port", "abc"), "--port has to be a number, not \"abc\".",
                        List.of("up", "--demo", "x"), "--demo has to be a number, not \"x\".",
                        List.of("up", "--prot", "1"), "unknown option \"--prot\". Did you mean --proxy?",
                        List.of("reset-password"), "missing required parameter: 'EMAIL'.")
                .entrySet()) {
            var refused = LauncherProcess.verb(data, mistake.getKey().toArray(String[]::new));
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.output())
                    .isEqualTo("muster: " + mistake.getValue() + " See `muster "
                            + mistake.getKey().get(0) + " --help`.\n");
        }
    }

    @Test
    void a_taken_port_is_refused_before_anything_starts() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var refused = LauncherProcess.up(data, taken.getLocalPort(), Map.of());

            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.output()).contains("port " + taken.getLocalPort() + " on 127.0.0.1 is taken");
        }
        nothingRuns();
    }

    @Test
    void a_refused_first_start_leaves_nothing_behind() throws IOException {
        var fresh = folder.resolve("fresh");
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var here = fresh.resolve("deep/data");
            assertThat(LauncherProcess.up(here, taken.getLocalPort(), Map.of()).exitCode())
                    .isEqualTo(2);
            assertThat(fresh).doesNotExist();
            Files.createDirectories(here.resolve("notes"));
            assertThat(LauncherProcess.up(here, taken.getLocalPort(), Map.of()).exitCode())
                    .isEqualTo(2);
            assertThat(here).isDirectoryNotContaining(each -> !each.endsWith("notes"));
        }
        assertThat(LauncherProcess.up(folder.resolve("other-fresh"), port, Map.of("MUSTER_BIND", "192.0.2.1"))
                        .exitCode())
                .isEqualTo(2);
        var elsewhere = Map.of(
                "MUSTER_DB_URL", "jdbc:postgresql://127.0.0.1:1/x", "MUSTER_DB_USER", "u", "MUSTER_DB_PASSWORD", "p");
        assertThat(LauncherProcess.up(folder.resolve("other-fresh"), port, elsewhere)
                        .exitCode())
                .isEqualTo(2);
        assertThat(folder.resolve("other-fresh")).doesNotExist();
    }

    @Test
    void an_unknown_setting_is_refused_with_its_name() throws IOException {
        var refused = LauncherProcess.up(data, port, Map.of("MUSTER_HTP_PORT", "80"));

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.output()).contains("MUSTER_HTP_PORT");
        nothingRuns();
    }

    @Test
    void a_folder_that_cannot_be_written_is_refused() throws IOException {
        var file = Files.writeString(folder.resolve("a-file"), "");

        var refused = LauncherProcess.up(file.resolve("data"), port, Map.of());

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.output()).contains("cannot be written");
    }

    @Test
    void a_wrong_database_password_and_a_database_that_is_away_are_refused() throws IOException {
        var database = new EmbeddedDatabase(folder.resolve("other"));
        try {
            var refused = LauncherProcess.up(data, port, database.settings("wrong"));
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.output()).contains("the database refuses muster_app: check MUSTER_DB_PASSWORD");
        } finally {
            database.stop();
        }

        var refused = LauncherProcess.up(data, port, database.settings("any"));
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.output()).contains("no connection to jdbc:postgresql:");
        nothingRuns();
    }

    private void nothingRuns() throws IOException {
        assertThat(LauncherProcess.serverOf(data)).isEmpty();
        assertThat(LauncherProcess.postmasterOf(data)).isEmpty();
    }
}
