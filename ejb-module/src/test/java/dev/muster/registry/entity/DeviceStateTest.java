package dev.muster.registry.entity;

import static dev.muster.registry.entity.DeviceState.ACTIVE;
import static dev.muster.registry.entity.DeviceState.DISABLED;
import static dev.muster.registry.entity.DeviceState.EJECTED;
import static dev.muster.registry.entity.DeviceState.RETIRED;
import static dev.muster.registry.entity.DeviceState.UNCLAIMED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeviceStateTest {

    @Test
    void each_state_names_where_it_may_go() {
        assertThat(UNCLAIMED.next()).containsExactlyInAnyOrder(ACTIVE, RETIRED);
        assertThat(ACTIVE.next()).containsExactlyInAnyOrder(DISABLED, EJECTED, RETIRED);
        assertThat(DISABLED.next()).containsExactlyInAnyOrder(ACTIVE, EJECTED, RETIRED);
        assertThat(EJECTED.next()).containsExactlyInAnyOrder(UNCLAIMED, ACTIVE, RETIRED);
    }

    @Test
    void nothing_leads_back_from_retired() {
        assertThat(RETIRED.next()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void no_state_leads_to_itself(DeviceState state) {
        assertThat(state.mayBecome(state)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void the_word_of_a_state_leads_back_to_it(DeviceState state) {
        assertThat(DeviceState.of(state.word())).contains(state);
    }

    @Test
    void an_unknown_word_is_no_state() {
        assertThat(DeviceState.of("ACTIVE")).isEmpty();
        assertThat(DeviceState.of(null)).isEmpty();
    }

    @Test
    void only_an_active_or_unclaimed_device_may_talk() {
        assertThat(java.util.Arrays.stream(DeviceState.values()).filter(DeviceState::mayTalk))
                .containsExactlyInAnyOrder(DeviceState.UNCLAIMED, DeviceState.ACTIVE);
        assertThat(DeviceState.RETIRED.refusal().code()).isEqualTo("device-retired");
        assertThat(DeviceState.DISABLED.refusal().code()).isEqualTo("device-disabled");
    }
}
