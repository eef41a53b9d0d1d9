package dev.muster.web.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final long SECOND = 1_000_000_000L;

    private long now = 77 * SECOND;
    private final TokenBucket bucket = new TokenBucket(10, 30, () -> now);

    @Test
    void a_fresh_one_gives_its_burst_and_then_nothing() {
        assertThat(taken(100)).isEqualTo(30);
    }

    @Test
    void it_fills_at_its_rate() {
        taken(30);
        now += SECOND / 2;
        assertThat(taken(100)).isEqualTo(5);
    }

    @Test
    void it_never_holds_more_than_its_burst() {
        taken(30);
        now += 3_600 * SECOND;
        assertThat(taken(100)).isEqualTo(30);
    }

    @Test
    void what_came_to_nothing_is_given_back_and_no_more_than_it_holds() {
        taken(30);
        bucket.giveBack();
        assertThat(taken(100)).isEqualTo(1);
        now += 3_600 * SECOND;
        taken(1);
        bucket.giveBack();
        bucket.giveBack();
        assertThat(taken(100)).isEqualTo(30);
    }

    private int taken(int tries) {
        var taken = 0;
        for (var i = 0; i < tries; i++) {
            taken += bucket.take() ? 1 : 0;
        }
        return taken;
    }
}
