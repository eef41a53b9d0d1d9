package dev.muster.identity.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.muster.platform.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRuleTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "elevenchars",
                "password12345",
                "12345password!",
                "PasswordPassword1",
                "123456789012",
                "987654321098",
                "abcdefghijklm",
                "aaaaaaaaaaaaaaaa",
                "121212121212",
                "ann.smith1234",
                "ann.smith@example.org",
                "Summer2024!!!",
                "P@ssw0rd2026!",
                "drowssap4711",
                "qwertzuiop123",
                "1qaz2wsx3edc4rfv",
                "1q2w3e4r5t6z",
                "correct horse battery staple",
                "CorrectHorseBatteryStaple",
                "iloveyouforever",
                "Ich liebe dich so sehr",
                "LetMeInPlease",
                "monkey-dragon-1987",
                "Müllermüller77",
                "Muster-Admin 2026",
                "ann & smith 2026",
                "Annsmith@example!",
                "liebeliebeliebe",
                "31415926535897"
            })
    void what_anybody_would_try_first_is_refused(String password) {
        assertThatThrownBy(() -> PasswordRule.require(password, "Ann.Smith@example.org"))
                .isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seven blue lanterns",
                "漢字かな交じり文の合言葉です",
                "k3#vQ!9zLp0w",
                "correct-horse-battery",
                "kranich tee fahrplan",
                "Grüße aus Köln 77",
                "smithereens of an ocean liner",
                "x7!x7!x7!kobold"
            })
    void anything_else_of_twelve_characters_is_taken(String password) {
        assertThatCode(() -> PasswordRule.require(password, "ann.smith@example.org"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Kranichwerke 2026", "kranich-werke!!", "werke.kranich.26", "Brunhilde Kranich"})
    void what_is_known_of_the_person_is_refused(String password) {
        assertThat(PasswordRule.broken(password, "b@example.org", "Brunhilde Ölmann", "Kranich Werke"))
                .isPresent();
        assertThat(PasswordRule.broken("brunhilde tee fahrplan", null, "Brunhilde Ölmann", null))
                .isEmpty();
    }

    @Test
    void the_list_has_hundreds_of_long_ones_and_each_of_them_is_refused() throws IOException {
        try (var in = PasswordRule.class.getResourceAsStream("common-passwords.txt")) {
            var listed = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
            assertThat(listed).hasSizeGreaterThan(900).doesNotHaveDuplicates();
            var tried = 0;
            for (var each : listed) {
                for (var variant : List.of(
                        each, each + "2026!", each + each, each + " 123456", "!!" + each.toUpperCase() + "99")) {
                    if (variant.length() >= PasswordRule.SHORTEST) {
                        assertThat(PasswordRule.broken(variant)).as(variant).isPresent();
                        tried++;
                    }
                }
            }
            assertThat(tried).isGreaterThan(2_000);
        }
    }

    @Test
    void the_longest_is_looked_at_in_no_time() {
        var longest = "ab1".repeat(340);
        assertTimeoutPreemptively(Duration.ofSeconds(2), () -> PasswordRule.broken(longest));
    }

    @Test
    void none_and_endless_ones_are_refused() {
        assertThatThrownBy(() -> PasswordRule.require(null)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> PasswordRule.require("ab".repeat(1_000))).isInstanceOf(Refusal.class);
    }

    @Test
    void a_password_of_any_length_and_script_is_judged() {
        var long_ = "\ufdfa".repeat(1_000) + "abcdefghi1234567890";
        var random = new java.util.Random(7);
        var typed = random.ints(1_024, 33, 127)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        var began = System.nanoTime();
        assertThat(PasswordRule.broken(long_))
                .hasValueSatisfying(said -> assertThat(said).contains("at most 1024"));
        assertThat(PasswordRule.broken(typed)).isEmpty();
        assertThat(PasswordRule.broken("abcdefghi".repeat(110))).isPresent();
        System.out.printf("three long passwords judged in %.3f s%n", (System.nanoTime() - began) / 1e9);
    }
}
