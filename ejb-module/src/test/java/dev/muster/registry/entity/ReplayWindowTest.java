package dev.muster.registry.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {

    private static final ReplayWindow FRESH = new ReplayWindow(-1, new byte[0]);

    /** Against the obvious model: a set of all used numbers, and the rule that far below the highest is too old. */
    @Property(tries = 500)
    void a_window_accepts_what_a_set_of_all_used_nonces_would(@ForAll("nonces") List<Long> nonces) {
        var window = FRESH;
        Set<Long> used = new HashSet<>();
        var high = -1L;
        for (var nonce : nonces) {
            var expected = nonce > high || (high - nonce <= ReplayWindow.SIZE && !used.contains(nonce));
            var moved = window.accept(nonce);
            assertThat(moved.isPresent()).as("%d after %s", nonce, used).isEqualTo(expected);
            if (expected) {
                window = moved.get();
                used.add(nonce);
                high = Math.max(high, nonce);
            }
            assertThat(window.high()).isEqualTo(high);
        }
    }

    /** Numbers close together, with jumps around the size of the window and of a word of its bitmap. */
    @Provide
    Arbitrary<List<Long>> nonces() {
        var near = Arbitraries.longs().between(0, 200);
        var edge = Arbitraries.of(0L, 1L, 63L, 64L, 65L, 127L, 128L, 1_022L, 1_023L, 1_024L, 1_025L, 1_026L, 2_048L);
        var far = Arbitraries.longs().between(0, 5_000);
        var huge = Arbitraries.of(Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE - 1_024, Long.MAX_VALUE - 1_025);
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(5, near),
                        net.jqwik.api.Tuple.of(4, edge),
                        net.jqwik.api.Tuple.of(3, far),
                        net.jqwik.api.Tuple.of(1, huge))
                .list()
                .ofMaxSize(120);
    }

    @Test
    void a_nonce_is_accepted_once() {
        var once = FRESH.accept(7).orElseThrow();
        assertThat(once.accept(7)).isEmpty();
    }

    @Test
    void nonces_that_overtook_each_other_are_accepted() {
        var window =
                FRESH.accept(10).orElseThrow().accept(8).orElseThrow().accept(9).orElseThrow();
        assertThat(window.accept(8)).isEmpty();
        assertThat(window.accept(9)).isEmpty();
        assertThat(window.accept(11)).isPresent();
    }

    @Test
    void the_oldest_place_of_the_window_is_the_1024th_below_the_highest() {
        var window = FRESH.accept(5_000).orElseThrow();
        assertThat(window.accept(5_000 - 1_024)).isPresent();
        assertThat(window.accept(5_000 - 1_025)).isEmpty();
    }

    @Test
    void a_used_nonce_is_remembered_up_to_the_very_end_of_the_window() {
        var window = FRESH.accept(0).orElseThrow().accept(1_024).orElseThrow();
        assertThat(window.accept(0)).isEmpty();
    }

    @Test
    void the_first_nonce_may_be_zero() {
        assertThat(FRESH.accept(0)).isPresent();
    }

    @Test
    void a_negative_nonce_is_refused() {
        assertThat(FRESH.accept(-1)).isEmpty();
        assertThat(FRESH.accept(Long.MIN_VALUE)).isEmpty();
    }

    @Test
    void the_highest_number_there_is_ends_the_window_without_an_overflow() {
        var window = FRESH.accept(0).orElseThrow().accept(Long.MAX_VALUE).orElseThrow();
        assertThat(window.accept(Long.MAX_VALUE)).isEmpty();
        assertThat(window.accept(Long.MAX_VALUE - 1)).isPresent();
        assertThat(window.accept(1)).isEmpty();
    }

    @Test
    void a_window_never_grows() {
        var window = FRESH;
        for (var nonce = 0L; nonce < 10_000; nonce += 3) {
            window = window.accept(nonce).orElseThrow();
        }
        assertThat(window.seen()).hasSize(ReplayWindow.SIZE / Byte.SIZE);
    }
}
