package dev.muster.identity.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {

    /** From the tests of the reference implementation (phc-winner-argon2, RFC 9106 version 0x13). */
    private static final String REFERENCE =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    private static Passwords passwords;

    @BeforeAll
    static void make() throws ReflectiveOperationException {
        passwords = new Passwords();
        var parallel = Passwords.class.getDeclaredField("parallel");
        parallel.setAccessible(true);
        parallel.set(passwords, 2);
        passwords.prepare();
    }

    @Test
    void the_reference_implementations_hash_is_understood() {
        assertThat(passwords.fits("password", REFERENCE)).isTrue();
        assertThat(passwords.fits("Password", REFERENCE)).isFalse();
    }

    @Test
    void a_password_fits_its_own_hash_only() {
        var hash = passwords.hash("correct horse");
        assertThat(passwords.fits("correct horse", hash)).isTrue();
        assertThat(passwords.fits("correct horsE", hash)).isFalse();
        assertThat(passwords.fits("", hash)).isFalse();
    }

    @Test
    void a_hash_says_how_it_was_made_and_never_looks_the_same_twice() {
        assertThat(passwords.hash("a")).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(passwords.hash("a")).isNotEqualTo(passwords.hash("a"));
    }

    @Test
    void letters_beyond_ascii_are_part_of_a_password() {
        var hash = passwords.hash("Grüße 鍵");
        assertThat(passwords.fits("Grüße 鍵", hash)).isTrue();
        assertThat(passwords.fits("Gruße 鍵", hash)).isFalse();
    }

    @Test
    void nobody_fits_a_person_who_does_not_exist() {
        assertThat(passwords.fits("nobody has this password", null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "password",
                "$2b$12$abcdefghijklmnopqrstuv",
                "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=16$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
            })
    void a_stored_hash_of_another_kind_is_an_alarm_and_not_a_wrong_password(String stored) {
        assertThatThrownBy(() -> passwords.fits("password", stored)).isInstanceOf(IllegalStateException.class);
    }
}
