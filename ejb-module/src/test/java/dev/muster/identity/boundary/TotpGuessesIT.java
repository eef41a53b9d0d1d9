package dev.muster.identity.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.identity.control.CodeGuesses;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.SessionKind;
import dev.muster.testbed.Refused;
import dev.muster.testbed.World;
import org.junit.jupiter.api.Test;

/** Somebody has the password and guesses codes for as long as they like; the owner comes in all the same. */
class TotpGuessesIT extends TotpStory {

    private static final String ELSEWHERE = "198.51.100.7";

    @Test
    void T_P09_after_ten_wrong_codes_no_further_one_is_looked_at_that_day() {
        enable();
        guesses(CodeGuesses.PER_DAY);
        assertThat(Refused.with(() -> from(ELSEWHERE, code(1))))
                .as("a right one")
                .isEqualTo("401 totp");
        daysPass(1);
        assertThat(from(ELSEWHERE, code(1))).isNotNull();
    }

    @Test
    void T_P09_after_thirty_in_a_month_neither_and_signing_in_forgets_none() {
        enable();
        for (var day = 0; day < 3; day++) {
            guesses(CodeGuesses.PER_DAY);
            daysPass(2);
        }
        assertThat(Refused.with(() -> from(ELSEWHERE, code(1)))).isEqualTo("401 totp");
        assertThat(from(World.ADDRESS, code(1)))
                .as("the owner where they are known")
                .isNotNull();
        forgetGuesses();
        fresh();
        assertThat(Refused.with(() -> from(ELSEWHERE, code(1)))).isEqualTo("401 totp");
        daysPass(26);
        assertThat(from(ELSEWHERE, code(1))).as("the first ten are forgotten").isNotNull();
    }

    @Test
    void a_recovery_code_lets_the_owner_in_meanwhile() {
        var codes = enable();
        guesses(CodeGuesses.PER_DAY);
        assertThat(from(ELSEWHERE, codes.get(0))).isNotNull();
    }

    /** The delays of {@link Guesses} are another story: here somebody has the patience. */
    private void guesses(int count) {
        for (var n = 0; n < count; n++) {
            forgetGuesses();
            assertThat(Refused.with(() -> from(ELSEWHERE, wrong()))).isEqualTo("401 totp");
        }
        forgetGuesses();
    }

    @Override
    void forgetGuesses() {
        super.forgetGuesses();
        world.change("delete from sign_in_delay where subject = ?", "address:" + ELSEWHERE);
    }

    /** None of those that are right now. */
    private String wrong() {
        for (var n = 0; ; n++) {
            var code = String.format("%06d", n);
            if (!code.equals(code(-1)) && !code.equals(code(0)) && !code.equals(code(1)) && !code.equals(code(2))) {
                return code;
            }
        }
    }

    private void daysPass(int days) {
        world.change(
                "update code_guess set at = at - ?::int * interval '1 day' where person_id = ?",
                days,
                caller.personId());
    }

    private Object from(String address, String code) {
        return signIn.signIn(new LoginAttempt(
                caller.email(), PASSWORD, code, SessionKind.TOKEN, address, "a program", World.name("request")));
    }
}
