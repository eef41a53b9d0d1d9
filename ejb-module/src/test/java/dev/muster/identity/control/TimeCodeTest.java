package dev.muster.identity.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeCodeTest {

    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
    private static final Instant NOW = Instant.ofEpochSecond(1_111_111_109);
    private static final long STEP = TimeCode.step(NOW);

    /** RFC 6238 appendix B, the last six of its eight digits. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void codes_are_those_of_the_rfc(long second, String code) {
        assertThat(TimeCode.at(SECRET, TimeCode.step(Instant.ofEpochSecond(second))))
                .isEqualTo(code);
    }

    @Test
    void a_clock_may_be_off_by_one_step_and_no_more() {
        for (var off = -1; off <= 1; off++) {
            assertThat(match(TimeCode.at(SECRET, STEP + off), 0)).hasValue(STEP + off);
        }
        assertThat(match(TimeCode.at(SECRET, STEP - 2), 0)).isEmpty();
        assertThat(match(TimeCode.at(SECRET, STEP + 2), 0)).isEmpty();
    }

    @Test
    void a_step_that_was_used_and_those_before_it_are_over() {
        assertThat(match(TimeCode.at(SECRET, STEP), STEP)).isEmpty();
        assertThat(match(TimeCode.at(SECRET, STEP - 1), STEP)).isEmpty();
        assertThat(match(TimeCode.at(SECRET, STEP + 1), STEP)).hasValue(STEP + 1);
    }

    @Test
    void nothing_else_is_a_code() {
        for (var nonsense : new String[] {"", "0", "81804", "0081804", "08180a", "٠٨١٨٠٤", "081804\n"}) {
            assertThat(match(nonsense, 0)).as(nonsense).isEmpty();
        }
    }

    private static OptionalLong match(String code, long lastUsed) {
        return TimeCode.match(SECRET, code, NOW, lastUsed);
    }
}
