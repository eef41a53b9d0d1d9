package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @TempDir
    private Path home;

    private static Target target(String url) {
        return new Target(Target.normalise(url), Optional.of("t"), false, Optional.empty(), false);
    }

    @Test
    void urls_that_mean_the_same_are_the_same() {
        assertThat(Target.normalise("HTTPS://Muster.Example:8443/sub/")).isEqualTo("https://muster.example:8443/sub");
        assertThat(Target.normalise(" http://[::1]:8080 ")).isEqualTo("http://[::1]:8080");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"muster.example", "ftp://x", "http://", "http://a b", "https://u:p@x", "https://x/?token=1"})
    void what_is_no_url_of_a_server_is_wrong_usage(String url) {
        assertThatThrownBy(() -> Target.normalise(url))
                .isInstanceOfSatisfying(Failure.class, f -> assertThat(f.exit()).isEqualTo(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:8080",
                "http://127.9.9.9",
                "http://localhost",
                "http://[::1]:1",
                "https://x.example"
            })
    void secrets_may_go_over_tls_or_stay_on_this_machine(String url) {
        assertThatCode(target(url)::checkMaySendSecrets).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://x.example",
                "http://10.0.0.7:8080",
                "http://127.0.0.1.evil.example",
                "http://localhost.evil.example"
            })
    void secrets_do_not_go_to_another_host_in_clear_text(String url) {
        assertThatThrownBy(target(url)::checkMaySendSecrets).hasMessageContaining("add --insecure");
    }

    @Test
    void insecure_allows_it() {
        assertThatCode(
                        new Target("http://x.example", Optional.of("t"), false, Optional.empty(), true)
                                ::checkMaySendSecrets)
                .doesNotThrowAnyException();
    }

    @Test
    void a_verb_refuses_before_it_sends_the_token() {
        var result = new Person(home)
                .set("MUSTER_URL", "http://muster.example")
                .set("MUSTER_TOKEN", Person.TOKEN)
                .types("devices");
        assertThat(result.err()).startsWith("Refused to send a secret to http://muster.example in clear text");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void the_option_wins_over_the_environment_and_the_org_is_told() {
        try (var server = new FakeServer().on("GET /api/v1/devices", "[]")) {
            var person =
                    new Person(home).set("MUSTER_URL", "http://127.0.0.1:1").set("MUSTER_TOKEN", Person.TOKEN);
            assertThat(person.types("devices", "--url", server.url() + "/", "--org", "plant-2")
                            .exit())
                    .isZero();
            assertThat(server.only().org()).isEqualTo("plant-2");
            assertThat(server.only().authorization()).isEqualTo("Bearer " + Person.TOKEN);
        }
    }

    @Test
    void a_token_that_cannot_be_one_is_refused_without_showing_it() {
        var result = new Person(home).set("MUSTER_TOKEN", "secret\nX-Evil: 1").types("devices");
        assertThat(result.err()).contains("MUSTER_TOKEN").doesNotContain("secret");
        assertThat(result.exit()).isEqualTo(2);
    }

    @Test
    void an_org_that_cannot_be_one_is_wrong_usage() {
        var result = new Person(home).set("MUSTER_TOKEN", "t").types("devices", "--org", "Plant 2");
        assertThat(result.err()).startsWith("\"Plant 2\" is not an org's slug");
        assertThat(result.exit()).isEqualTo(2);
    }
}
