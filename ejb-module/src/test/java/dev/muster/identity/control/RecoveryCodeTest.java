package dev.muster.identity.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class RecoveryCodeTest {

    @Test
    void there_are_ten_and_none_is_like_another() {
        assertThat(RecoveryCode.fresh())
                .hasSize(10)
                .doesNotHaveDuplicates()
                .allMatch(code -> code.matches("([a-z2-7]{4}-){3}[a-z2-7]{4}"));
    }

    @Test
    void it_is_the_same_however_it_is_typed() {
        var code = RecoveryCode.fresh().get(0);
        var hash = RecoveryCode.hash(code).orElseThrow();
        assertThat(hash).hasSize(32);
        for (var typed :
                new String[] {code.toUpperCase(Locale.ROOT), code.replace("-", ""), " " + code.replace("-", " ")}) {
            assertThat(RecoveryCode.hash(typed).orElseThrow()).as(typed).isEqualTo(hash);
        }
        assertThat(RecoveryCode.hash(RecoveryCode.fresh().get(0)).orElseThrow()).isNotEqualTo(hash);
    }

    @Test
    void nothing_else_is_one() {
        for (var nonsense :
                new String[] {"", "abcd", "abcd-efgh-ijkl-mno", "abcd-efgh-ijkl-mnop-q", "1111-1111-1111-1111"}) {
            assertThat(RecoveryCode.hash(nonsense)).as(nonsense).isEmpty();
        }
    }
}
