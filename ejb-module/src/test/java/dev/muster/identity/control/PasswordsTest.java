package dev.muster.identity.control;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.Refusal;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
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
        passwords = prepared();
    }

    private static Passwords prepared() throws ReflectiveOperationException {
        var made = new Passwords();
        field("parallel").set(made, 2);
        made.prepare();
        return made;
    }

    private static Field field(String name) throws ReflectiveOperationException {
        var field = Passwords.class.getDeclaredField(name);
        field.setAccessible(true);
        return field;
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
    void the_same_text_typed_at_another_keyboard_is_the_same_password() {
        var composed = "Grüße aus Köln ﬁn";
        var decomposed = java.text.Normalizer.normalize(composed, java.text.Normalizer.Form.NFKD);
        assertThat(passwords.fits(decomposed, passwords.hash(composed))).isTrue();
        assertThat(passwords.fits(composed, passwords.hash(decomposed))).isTrue();
    }

    @Test
    void a_hash_made_of_the_text_as_it_was_typed_still_fits() {
        var raw = "Ko\u0308ln am Rhein";
        var hash = "$argon2id$v=19$m=19456,t=2,p=1$kwZ8Z8uo4v4lY9Aa3TkukQ$sR78kh42nECFyGqvrKghowy7iN+x2wPJw5TWyvRwIVM";
        assertThat(passwords.fits(raw, hash)).isTrue();
        assertThat(passwords.fits("Köln am Rhein", hash)).isFalse();
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

    @Test
    void of_a_storm_of_logins_sixteen_wait_for_a_turn_and_the_next_is_refused_at_once() throws Exception {
        var busy = prepared();
        var turns = (Semaphore) field("turns").get(busy);
        turns.acquire(2);
        var waiting = Executors.newFixedThreadPool(16);
        try {
            var waiters = IntStream.range(0, 16)
                    .mapToObj(i -> waiting.submit(() -> busy.fits("password", null)))
                    .toList();
            var end = System.nanoTime() + SECONDS.toNanos(2);
            while (turns.getQueueLength() < 16 && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            var began = System.nanoTime();

            assertThatThrownBy(() -> busy.fits("password", null)).isInstanceOfSatisfying(Refusal.class, refusal -> {
                assertThat(refusal.status()).isEqualTo(503);
                assertThat(refusal.code()).isEqualTo("busy");
                assertThat(refusal.retryAfterSec()).isPositive();
            });

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
            turns.release(2);
            for (var waiter : waiters) {
                assertThat(waiter.get(20, SECONDS))
                        .as("whoever waited gets an answer")
                        .isFalse();
            }
        } finally {
            waiting.shutdownNow();
        }
    }

    @Test
    void nobody_waits_longer_than_three_seconds_for_a_turn() throws Exception {
        var busy = prepared();
        ((Semaphore) field("turns").get(busy)).acquire(2);
        var waiting = Executors.newSingleThreadExecutor();
        try {
            var login = waiting.submit(() -> busy.fits("password", null));
            assertThatThrownBy(() -> login.get(6, SECONDS)).hasCauseInstanceOf(Refusal.class);
        } finally {
            waiting.shutdownNow();
        }
    }
}
