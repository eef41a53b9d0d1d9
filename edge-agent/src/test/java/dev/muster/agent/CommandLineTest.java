package dev.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.agent.store.Identity;
import dev.muster.agent.store.QueueBounds;
import dev.muster.protocol.crypto.Hkdf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    private static final String NEEDED = "--server http://127.0.0.1:8080 --id pump-7 --data d";

    @TempDir
    Path dir;

    private static AgentConfig config(String line) {
        return CommandLine.parse(line.split(" "), Map.of()).config();
    }

    @Test
    void what_is_not_said_has_its_usual_value() {
        var config = config(NEEDED + " --enrollment-key k");
        assertThat(config.interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.mode()).isEqualTo(LinkMode.SOCKET);
        assertThat(config.kind()).isEqualTo(DemoKind.NONE);
        assertThat(config.enrollmentKey()).isEqualTo("k");
        assertThat(config.queue()).isEqualTo(QueueBounds.USUAL);
        assertThat(CommandLine.USAGE)
                .as("as the help says")
                .contains("--queue-size MIB             room for what waits for the server (96)")
                .contains(
                        "(30)",
                        "--queue-memory MIB           room for it in memory while the disk takes no writes (16)");
    }

    @Test
    void everything_can_be_said() {
        var config = config(NEEDED + " --interval=0.5 --transport checkin --kind press --name Press"
                + " --queue-size 2 --queue-age 3 --queue-memory 4");
        assertThat(config.interval()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.mode()).isEqualTo(LinkMode.CHECKIN);
        assertThat(config.kind()).isEqualTo(DemoKind.PRESS);
        assertThat(config.name()).isEqualTo("Press");
        assertThat(config.queue()).isEqualTo(new QueueBounds(2 << 20, Duration.ofDays(3), 4 << 20));
    }

    @Test
    void the_key_comes_from_the_environment_or_a_file_so_that_it_does_not_stand_in_the_process_list()
            throws IOException {
        var environment = Map.of("MUSTER_ENROLLMENT_KEY", "from-environment");
        assertThat(CommandLine.parse(NEEDED.split(" "), environment).config().enrollmentKey())
                .isEqualTo("from-environment");
        var file = Files.writeString(dir.resolve("key"), "from-file\n");
        assertThat(CommandLine.parse((NEEDED + " --enrollment-key-file " + file).split(" "), environment)
                        .config()
                        .enrollmentKey())
                .isEqualTo("from-file");
    }

    @Test
    void a_secret_or_a_factory_key_stands_in_for_the_enrollment_key() throws IOException {
        var text = Base64.getEncoder().encodeToString(new byte[32]);
        var file = Files.writeString(dir.resolve("secret"), text + "\n");
        assertThat(config(NEEDED + " --secret-file " + file).given()).isEqualTo(Identity.registered("pump-7", text));
        var environment = Map.of("MUSTER_DEVICE_SECRET", text);
        assertThat(CommandLine.parse(NEEDED.split(" "), environment).config().given())
                .isEqualTo(Identity.registered("pump-7", text));
        var made = config(NEEDED + " --factory-key-file " + file + " --factory-key-id " + FakeServer.FACTORY_KID);
        assertThat(made.given().keyId()).isEqualTo("factory:" + FakeServer.FACTORY_KID + ":pump-7");
        assertThat(made.given().key()).isEqualTo(Hkdf.deviceSecret(new byte[32], "pump-7"));
        assertThat(made.toString() + made.given()).doesNotContain(made.given().secret());
        assertThat(config(NEEDED + " --enrollment-key k").given()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--secret-file FILE",
                "--factory-key-file FILE --factory-key-id 01923456-789a-7bcd-8ef0-123456789abc",
                "--factory-key-id ours --factory-key FILE"
            })
    void a_secret_of_another_form_is_refused_and_not_quoted(String line) throws IOException {
        var file = Files.writeString(dir.resolve("secret"), "not-a-secret");
        assertThatThrownBy(() -> config(NEEDED + " " + line.replace("FILE", file.toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("not-a-secret");
    }

    @Test
    void a_properties_file_fills_in_what_the_line_does_not_say() throws IOException {
        var file = Files.writeString(
                dir.resolve("agent.properties"),
                "server=https://muster.example\nid=from-file\ndata=/var/lib/muster\ninterval=2\n");
        var config = config("--config " + file + " --id from-line");
        assertThat(config.id()).isEqualTo("from-line");
        assertThat(config.server()).hasHost("muster.example");
        assertThat(config.interval()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void an_unknown_setting_in_the_file_is_named() throws IOException {
        var file = Files.writeString(dir.resolve("agent.properties"), "sevrer=http://x\n");
        assertThatThrownBy(() -> config("--config " + file)).hasMessageContaining("unknown setting sevrer");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --id a --data d                                        | --server is missing
                    --server http://h --data d                             | --id is missing
                    --server http://h --id a                               | --data is missing
                    --server http://h --id a --data                        | --data needs a value
                    --server ftp://h --id a --data d                       | looks like
                    --server nonsense --id a --data d                      | looks like
                    --server http://u:p@h --id a --data d                  | looks like
                    --server http://h --id -a --data d                     | a device id has
                    --server http://h --id a/b --data d                    | a device id has
                    --server http://h --id a --id b --data d               | given twice
                    --server http://h --id a --data d --interval fast      | number of seconds
                    --server http://h --id a --data d --interval 0         | interval
                    --server http://h --id a --data d --transport pigeon   | socket or checkin
                    --server http://h --id a --data d --kind toaster       | pump, freezer, press, gateway
                    --server http://h --id a --data d --queue-size 0       | --queue-size is a whole number from 1 to 65536
                    --server http://h --id a --data d --queue-age 1.5      | --queue-age is a whole number from 1 to 3650
                    --server http://h --id a --data d --queue-memory lots  | --queue-memory is a whole number from 1 to 1024
                    --server http://h --id a --data d --colour             | unknown argument --colour
                    --server http://h --id a --data d extra                | unknown argument extra
                    --config /nowhere/agent.properties                     | cannot be read
                    --server http://h --id a --data d --enrollment-key-file /nowhere/key | cannot be read
                    --server http://h --id a --data d --secret-file /nowhere/s     | cannot be read
                    --server http://h --id a --data d --factory-key k      | --factory-key-id is missing
                    --server http://h --id a --data d --factory-key k --factory-key-id ours | id that the factory key was made with
                    """)
    void wrong_usage_is_told_in_one_sentence(String line, String sentence) {
        assertThatThrownBy(() -> config(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void exit_codes_tell_wrong_usage_from_what_cannot_run() throws Exception {
        assertThat(run("--help")).isZero();
        assertThat(run("--version")).isZero();
        assertThat(run("--nonsense")).isEqualTo(2);
        var fresh = "--server http://127.0.0.1:8080 --id pump-7 --data " + dir.resolve("fresh");
        assertThat(run(fresh.split(" "))).isEqualTo(1);
    }

    private static int run(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().remove("MUSTER_ENROLLMENT_KEY");
        var process = builder.start();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("does not end");
        }
        return process.exitValue();
    }
}
