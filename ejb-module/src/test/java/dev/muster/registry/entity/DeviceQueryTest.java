package dev.muster.registry.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceQueryTest {

    @Test
    void a_text_is_stripped_and_a_blank_one_is_none() {
        assertThat(query("  pump ", 10).text()).isEqualTo("pump");
        assertThat(query("   ", 10).text()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 501, Integer.MAX_VALUE})
    void a_limit_outside_1_to_500_is_refused(int limit) {
        assertThatThrownBy(() -> query(null, limit))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.errors())
                                .singleElement()
                                .satisfies(error -> assertThat(error.pointer()).isEqualTo("?limit")));
    }

    @Test
    void a_negative_offset_is_refused() {
        assertThatThrownBy(() -> new DeviceQuery(null, null, List.of(), -1, 10)).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"d.id; drop table device", "", "ID", "secret"})
    void an_unknown_sort_field_is_refused_and_the_known_ones_are_named(String field) {
        assertThatThrownBy(() -> new DeviceQuery.Sort(field, false)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.code()).isEqualTo("invalid");
            assertThat(refusal.getMessage()).contains("label");
        });
    }

    @Test
    void devices_without_a_value_come_last_either_way() {
        assertThat(new DeviceQuery.Sort("lastSeen", false).sql()).isEqualTo("c.last_contact_at asc nulls last");
        assertThat(new DeviceQuery.Sort("lastSeen", true).sql()).isEqualTo("c.last_contact_at desc nulls last");
    }

    private static DeviceQuery query(String text, int limit) {
        return new DeviceQuery(text, null, List.of(), 0, limit);
    }
}
