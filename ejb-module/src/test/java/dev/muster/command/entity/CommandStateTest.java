package dev.muster.command.entity;

import static dev.muster.command.entity.CommandState.QUEUED;
import static dev.muster.command.entity.CommandState.RECEIVED;
import static dev.muster.command.entity.CommandState.RUNNING;
import static dev.muster.command.entity.CommandState.SENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class CommandStateTest {

    private static final EnumSet<CommandState> OPEN = EnumSet.of(QUEUED, SENT, RECEIVED, RUNNING);

    @Test
    void four_states_are_open_and_five_are_ends() {
        for (var state : CommandState.values()) {
            assertThat(state.isOpen()).as("%s", state).isEqualTo(OPEN.contains(state));
        }
    }

    @Test
    void nothing_leads_out_of_an_end() {
        for (var end : EnumSet.complementOf(OPEN)) {
            for (var next : CommandState.values()) {
                assertThat(end.mayBecome(next)).as("%s to %s", end, next).isFalse();
            }
        }
    }

    @Test
    void an_open_command_only_goes_forward() {
        assertThat(SENT.mayBecome(QUEUED)).isFalse();
        assertThat(RUNNING.mayBecome(RECEIVED)).isFalse();
        assertThat(QUEUED.mayBecome(SENT)).isTrue();
        assertThat(SENT.mayBecome(RECEIVED)).isTrue();
    }

    @Test
    void every_open_command_can_reach_every_end() {
        for (var open : OPEN) {
            for (var end : EnumSet.complementOf(OPEN)) {
                assertThat(open.mayBecome(end)).as("%s to %s", open, end).isTrue();
            }
        }
    }
}
