package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The device in Python of docs/examples, written from the wire contract alone, against the running product. */
class ExampleClientIT extends SystemTest {

    @TempDir
    private Path folder;

    private final String id = WireDevice.freshId("python");

    @Test
    void it_enrolls_checks_in_and_runs_a_command_once() throws Exception {
        assertThat(run("--once")).contains("\"serverTime\"");
        var command = UUID.randomUUID();
        var device = new WireDevice(muster, id, new byte[0], "");
        queue(device, command);
        run("--once");
        assertThat(command(device, command).path("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(command(device, command).path("output").asText()).isEqualTo("pong");
        assertThat(readings(device)).isEqualTo(3);
    }

    @Test
    void it_checks_in_with_frames() throws Exception {
        assertThat(run("--once", "--frame")).contains("\"serverTime\"");
        assertThat(readings(new WireDevice(muster, id, new byte[0], ""))).isEqualTo(1);
    }

    private String run(String... more) throws IOException, InterruptedException {
        var key = Files.writeString(folder.resolve("key"), muster.enrollmentKey());
        var command = new ArrayList<>(List.of(
                "python3",
                RunningMuster.home().resolve("docs/examples/checkin.py").toString(),
                "--server",
                muster.base().toString(),
                "--id",
                id,
                "--key-file",
                key.toString(),
                "--state",
                folder.resolve("state.json").toString()));
        command.addAll(List.of(more));
        var log = folder.resolve("log");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return Files.readString(log);
    }
}
