package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @TempDir
    private Path home;

    private Person.Result types(String... args) {
        return new Person(home).types(args);
    }

    @Test
    void help_lists_every_verb_and_what_the_launcher_does() {
        var help = types("--help");
        assertThat(help.out())
                .contains("  up  ", "done by the script ./muster", "  login ", "  devices ", "  send ", "  doctor ")
                .contains("Exit codes: 0 done, 1 refused or failed, 2 wrong usage.");
        assertThat(help.exit()).isZero();
    }

    @Test
    void up_reached_by_mistake_points_at_the_script() {
        var result = types("up", "--demo", "12");
        assertThat(result.err()).contains("./muster up");
        assertThat(result.exit()).isEqualTo(2);
    }

    @Test
    void reset_password_reached_by_mistake_points_at_the_script() {
        var result = types("reset-password", "ops@plant.example");
        assertThat(result.err()).contains("./muster reset-password");
        assertThat(result.exit()).isEqualTo(2);
    }

    @Test
    void rotate_kek_reached_by_mistake_points_at_the_script() {
        var result = types("rotate-kek", "--status");
        assertThat(result.err()).contains("./muster rotate-kek");
        assertThat(result.exit()).isEqualTo(2);
    }

    @Test
    void an_unknown_verb_is_wrong_usage_with_a_suggestion() {
        var result = types("devcies");
        assertThat(result.err())
                .isEqualTo(
                        "Unknown verb \"devcies\". Did you mean `muster devices` or `muster device`? See `muster --help`.\n");
        assertThat(result.out()).isEmpty();
        assertThat(result.exit()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    devices show pump-7 | Unknown verb "show". Did you mean `muster device show`? See `muster devices --help`.
                    device shwo pump-7  | Unknown verb "shwo". Did you mean `muster device show`? See `muster device --help`.
                    fleet list          | Unknown verb "fleet". Did you mean `muster fleets`? See `muster --help`.
                    api-keys craete     | Unknown verb "craete". Did you mean `muster api-keys create`? See `muster api-keys --help`.
                    frobnicate          | Unknown verb "frobnicate". See `muster --help`.
                    """)
    void a_near_miss_of_a_verb_is_pointed_to_the_whole_of_it(String line, String told) {
        var result = types(line.split(" "));
        assertThat(result.err()).isEqualTo(told + "\n");
        assertThat(result.exit()).isEqualTo(2);
    }

    @Test
    void an_unknown_option_is_wrong_usage() {
        var result = types("devices", "--frob");
        assertThat(result.err()).isEqualTo("Unknown option \"--frob\". See `muster devices --help`.\n");
        assertThat(result.exit()).isEqualTo(2);
    }

    @Test
    void wrong_usage_is_json_too_when_asked() throws Exception {
        var result = types("devices", "--frob", "--json");
        assertThat(Json.mapper().readTree(result.err()).path("code").asText()).isEqualTo("usage");
        assertThat(result.exit()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "device",
                "enrollment-keys",
                "bench",
                "device show",
                "commands",
                "enrollment-keys create",
                "completion fish"
            })
    void a_verb_without_what_it_needs_is_wrong_usage(String line) {
        var result = types(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains("--help`.");
        assertThat(result.exit()).isEqualTo(2);
    }

    @Test
    void the_version_is_told() throws Exception {
        assertThat(types("version").out()).startsWith("muster ");
        assertThat(Json.mapper().readTree(types("version", "--json").out()).has("version"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void completion_knows_the_verbs(String shell) {
        var result = types("completion", shell);
        assertThat(result.out()).contains("complete -F _complete_muster", "enrollment-keys", "--no-wait");
        assertThat(result.exit()).isZero();
    }
}
