package dev.muster.identity.control;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.Refusal;
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
                "ann.smith@example.org"
            })
    void what_anybody_would_try_first_is_refused(String password) {
        assertThatThrownBy(() -> PasswordRule.require(password, "Ann.Smith@example.org"))
                .isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"seven blue lanterns", "漢字かな交じり文の合言葉です", "k3#vQ!9zLp0w", "correct-horse-battery"})
    void anything_else_of_twelve_characters_is_taken(String password) {
        assertThatCode(() -> PasswordRule.require(password, "ann.smith@example.org"))
                .doesNotThrowAnyException();
    }

    @Test
    void none_and_endless_ones_are_refused() {
        assertThatThrownBy(() -> PasswordRule.require(null, null)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> PasswordRule.require("ab".repeat(1_000), null)).isInstanceOf(Refusal.class);
    }
}
