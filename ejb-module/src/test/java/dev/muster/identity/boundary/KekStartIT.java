package dev.muster.identity.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.Kek;
import dev.muster.platform.Role;
import dev.muster.platform.Vault;
import dev.muster.testbed.Keks;
import dev.muster.testbed.ServerTest;
import jakarta.inject.Inject;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Which key-encryption keys a start needs, and what it says where they are not there. */
class KekStartIT extends ServerTest {

    @Inject
    private Keks keks;

    @Inject
    private Vault vault;

    @Test
    void a_former_key_that_is_taken_away_too_early_refuses_the_start_and_says_how_many_values_need_it() {
        world.device(world.person(Role.MANAGER));
        var former = keks.current();
        var next = keks.another();
        keks.begunElsewhere(next);
        refused(
                () -> keks.startOnlyWith(next),
                keks.left() + " values are still sealed under",
                Kek.read(former).name());
        keks.startWith(next);
        keks.finish();
        assertThatThrownBy(() -> keks.startOnlyWith(former))
                .rootCause()
                .hasMessageContaining("was retired at")
                .hasMessageContaining(Kek.read(next).name());
        keks.startOnlyWith(next, former);
        keks.startOnlyWith(next);
    }

    @Test
    void a_start_with_a_key_the_database_does_not_know_needs_one_that_it_knows() {
        var known = world.texts("select encode(key_id, 'hex') from kek");
        var present = keks.current();
        refused(() -> keks.startOnlyWith(keks.another()), "is not the one this database was sealed under");
        refused(() -> keks.startOnlyWith(keks.another(), keks.another()), "is not the one this database was sealed");
        assertThat(world.texts("select encode(key_id, 'hex') from kek")).isEqualTo(known);

        var next = keks.another();
        keks.begunElsewhere(next);
        refused(
                () -> keks.startOnlyWith(present),
                "on its way to the key-encryption key",
                Kek.read(next).name());
        refused(() -> keks.startOnlyWith(keks.another(), present), "is not the one this database was sealed under");
        keks.startWith(next);
        keks.finish();
    }

    private void refused(ThrowingCallable start, String... words) {
        var current = keks.current();
        assertThatThrownBy(start)
                .rootCause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(words);
        vault.open(current, List.of());
    }
}
