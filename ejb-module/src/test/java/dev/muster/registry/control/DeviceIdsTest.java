package dev.muster.registry.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.muster.platform.Refusal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceIdsTest {

    @Test
    void each_is_named_once() {
        assertThat(DeviceIds.of(List.of("b", "a", "b"), 3)).containsExactly("b", "a");
    }

    @Test
    void none_too_many_and_null_are_refused_where_they_stand() {
        assertThat(refused((String[]) null)).isEqualTo("422 /deviceIds");
        assertThat(refused()).isEqualTo("422 /deviceIds");
        assertThat(refused("a", "b", "c", "d")).isEqualTo("422 /deviceIds");
        assertThat(refused((String) null)).isEqualTo("422 /deviceIds/0");
        assertThat(refused("a", "a", null)).isEqualTo("422 /deviceIds/2");
    }

    private static String refused(String... ids) {
        var refusal =
                catchThrowableOfType(Refusal.class, () -> DeviceIds.of(ids == null ? null : Arrays.asList(ids), 3));
        return refusal.status() + " " + refusal.errors().get(0).pointer();
    }
}
