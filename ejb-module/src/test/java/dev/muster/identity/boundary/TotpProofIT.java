package dev.muster.identity.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.crypto.Base64Url;
import dev.muster.testbed.Refused;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a session alone does not do: the password, and the code of whoever has one, are asked for again. */
class TotpProofIT extends TotpStory {

    @Inject
    private OperatorKeys keys;

    @Test
    void a_session_alone_begins_nothing_and_a_wrong_code_confirms_nothing() {
        assertThat(Refused.with(() -> account.beginTotp(caller, "wrong"))).isEqualTo("403 password");
        assertThat(Refused.with(() -> account.confirmTotp(caller, "123456"))).isEqualTo("409 totp-not-begun");
        begin();
        assertThat(Refused.with(() -> account.confirmTotp(caller, code(-3)))).isEqualTo("422 invalid");
        assertThat(Refused.with(() -> account.confirmTotp(caller, null))).isEqualTo("422 invalid");
        world.change(
                "update person_totp set created_at = now() - interval '61 min' where person_id = ?", caller.personId());
        assertThat(Refused.with(() -> account.confirmTotp(caller, code(0))))
                .as("begun too long ago")
                .isEqualTo("409 totp-not-begun");
    }

    @Test
    void turning_it_off_needs_password_and_code() {
        assertThat(Refused.with(() -> account.endTotp(caller, PASSWORD, "000000")))
                .isEqualTo("409 totp-off");
        enable();
        var code = code(1);
        assertThat(Refused.with(() -> account.endTotp(caller, "wrong", code))).isEqualTo("403 proof");
        assertThat(Refused.with(() -> account.endTotp(caller, PASSWORD, null))).isEqualTo("403 proof");
        assertThat(Refused.with(() -> account.endTotp(caller, PASSWORD, "000000")))
                .isEqualTo("403 proof");
        account.endTotp(caller, PASSWORD, code);
        assertThat(signIn(null)).isNotNull();
        assertThat(world.number("select count(*) from recovery_code where person_id = ?", caller.personId()))
                .isZero();
    }

    @Test
    void T_P09_wrong_codes_while_an_app_is_confirmed_are_guesses_like_others() {
        begin();
        for (var i = 0; i < 6; i++) {
            assertThat(Refused.with(() -> account.confirmTotp(caller, "000000")))
                    .isEqualTo("422 invalid");
        }
        world.change(
                "update sign_in_delay set next_at = now() + interval '60 s' where next_at is not null and person_id = ?",
                caller.personId());
        assertThat(Refused.with(() -> account.confirmTotp(caller, code(0))))
                .as("even the right one has to wait")
                .isEqualTo("422 invalid");
        assertThat(account.totp(caller).enabled()).isFalse();
        assertThat(refusals()).containsExactly("code");
        forgetGuesses();
        assertThat(account.confirmTotp(caller, code(0))).hasSize(10);
    }

    @Test
    void a_signing_key_is_registered_with_a_code_too() {
        enable();
        var key = Base64Url.encode(new byte[32]);
        for (var code : new String[] {null, "000000"}) {
            assertThat(Refused.with(() -> keys.register(caller, UUID.randomUUID(), key, PASSWORD, code)))
                    .isEqualTo("403 proof");
        }
        assertThat(keys.find(caller)).isEmpty();
        var id = UUID.randomUUID();
        assertThat(keys.register(caller, id, key, PASSWORD, code(1)).id()).isEqualTo(id);
    }
}
