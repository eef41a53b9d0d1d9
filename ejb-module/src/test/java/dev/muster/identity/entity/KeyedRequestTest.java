package dev.muster.identity.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedRequestTest {

    @ParameterizedTest
    @ValueSource(strings = {"1", "8e03978e-40d5-43e8-bc93-6894a57f9324", "order:2026/11~a+b=", "A.b_c@d"})
    void a_key_is_short_and_of_plain_characters(String key) {
        assertThat(new KeyedRequest(key, new byte[32]).key()).isEqualTo(key);
        assertThat(new KeyedRequest("k".repeat(KeyedRequest.LONGEST_KEY), new byte[32]).key())
                .hasSize(128);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\nb", "a\"b", "a\\b", "käse", "a;b", "a,b", "\u0000", "'or'1"})
    void anything_else_is_no_key(String key) {
        refused(key);
    }

    @Test
    void a_key_that_is_too_long_is_none() {
        refused("k".repeat(KeyedRequest.LONGEST_KEY + 1));
    }

    private static void refused(String key) {
        assertThatThrownBy(() -> new KeyedRequest(key, new byte[32])).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(refusal.code()).isEqualTo("idempotency-key");
        });
    }
}
