package dev.muster.identity.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import org.junit.jupiter.api.Test;

class ProofsTest {

    private final Proofs proofs = prepared();

    private static Proofs prepared() {
        try {
            var made = new Proofs();
            set(made, "parallel", 2);
            set(made, "meters", new Meters());
            made.prepare();
            return made;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static void set(Proofs proofs, String name, Object value) throws ReflectiveOperationException {
        var field = Proofs.class.getDeclaredField(name);
        field.setAccessible(true);
        field.set(proofs, value);
    }

    @Test
    void as_many_as_may_are_at_it_and_one_more_is_refused_at_once() {
        var inner = proofs.among(
                "one",
                () -> proofs.among("two", () -> {
                    assertThatThrownBy(() -> proofs.among("three", () -> "a third"))
                            .isInstanceOfSatisfying(Refusal.class, refusal -> {
                                assertThat(refusal.status()).isEqualTo(503);
                                assertThat(refusal.code()).isEqualTo("busy");
                            });
                    return "the second";
                }));
        assertThat(inner).isEqualTo("the second");
    }

    @Test
    void a_place_is_free_again_whatever_came_of_the_proof() {
        for (var n = 0; n < 5; n++) {
            assertThatThrownBy(() -> proofs.among("one", () -> {
                        throw new IllegalStateException("it broke");
                    }))
                    .hasMessage("it broke");
        }
        assertThat(proofs.among("one", () -> "done")).isEqualTo("done");
    }

    @Test
    void one_person_at_it_leaves_the_other_places_to_others() {
        var inner = proofs.among("one", () -> {
            for (var n = 0; n < 5; n++) {
                assertThatThrownBy(() -> proofs.among("one", () -> "once more"))
                        .isInstanceOfSatisfying(
                                Refusal.class,
                                refusal -> assertThat(refusal.status()).isEqualTo(503));
            }
            return proofs.among("two", () -> "the other");
        });
        assertThat(inner).isEqualTo("the other");
    }
}
