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
    void each_state_names_where_it_may_go_and_as_what_it_may_come_to_another_org() {
        assertThat(UNCLAIMED.next()).containsExactly(RETIRED);
        assertThat(ACTIVE.next()).containsExactly(DISABLED, EJECTED, RETIRED);
        assertThat(DISABLED.next()).containsExactly(ACTIVE, EJECTED, RETIRED);
        assertThat(EJECTED.next()).containsExactly(UNCLAIMED, ACTIVE, RETIRED);
        assertThat(UNCLAIMED.nextElsewhere()).containsExactly(ACTIVE, EJECTED);
        assertThat(ACTIVE.nextElsewhere()).containsExactly(ACTIVE, EJECTED);
        assertThat(DISABLED.nextElsewhere()).containsExactly(DISABLED, EJECTED);
        assertThat(EJECTED.nextElsewhere()).containsExactly(ACTIVE, EJECTED);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RETIRED")
    void without_a_state_it_comes_to_another_org_as_one_that_it_may_have_there(DeviceState state) {
        assertThat(state.nextElsewhere()).contains(state.elsewhere());
    }

    @Test
    void nothing_leads_back_from_retired() {
        assertThat(RETIRED.next()).isEmpty();
        assertThat(RETIRED.nextElsewhere()).isEmpty();
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
