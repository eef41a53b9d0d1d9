package dev.muster.command.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.command.entity.CommandState;
import dev.muster.command.entity.CommandView;
import dev.muster.protocol.WireCommand;
import dev.muster.testbed.CommandTest;
import dev.muster.testbed.Eventually;
import dev.muster.testbed.Talk;
import dev.muster.testbed.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way of a command from the queue to the device, and again where it was not acknowledged. */
class CommandDeliveryIT extends CommandTest {

    @Test
    void a_command_goes_from_the_queue_to_its_signed_end_and_every_step_keeps_its_time() {
        var id = queue("logs 20").id();
        var due = due(CommandDelivery.Resend.NO);
        assertThat(due).singleElement().satisfies(command -> {
            assertThat(command.type()).isEqualTo("pull_logs");
            assertThat(command.args().path("lines").asInt()).isEqualTo(20);
            assertThat(command.issuedBy()).isEqualTo(operator.id().toString());
            assertThat(command.expiresAt()).isAfter(command.issuedAt());
        });
        assertThat(get(id).state()).as("nobody has it yet").isEqualTo(CommandState.QUEUED);

        delivery.sent(World.pass(device), List.of(id));
        assertThat(get(id).state()).isEqualTo(CommandState.SENT);
        say(Talk.ack(id));
        assertThat(get(id).state()).isEqualTo(CommandState.RECEIVED);
        say(Talk.progress(id, 40));
        assertThat(get(id).state()).isEqualTo(CommandState.RUNNING);
        assertThat(get(id).percent()).isEqualTo(40);
        say(result(id, true, "20 lines"));

        var ended = get(id);
        assertThat(ended.state()).isEqualTo(CommandState.SUCCEEDED);
        assertThat(ended.success()).isTrue();
        assertThat(ended.output()).isEqualTo("20 lines");
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.deviceSignature()).isNotBlank();
        assertThat(List.of(ended.queuedAt(), ended.sentAt(), ended.receivedAt(), ended.finishedAt()))
                .isSorted();
        assertThat(ended.runningAt()).isNotNull();
    }

    @Test
    void what_nobody_took_in_time_expires_by_itself_and_is_not_handed_out() {
        var id = queue("ping").id();
        world.change("update command set expires_at = now() where id = ?", id);
        assertThat(due(CommandDelivery.Resend.UNACKNOWLEDGED)).isEmpty();
        Eventually.holds("EXPIRED", Duration.ofSeconds(15), () -> get(id).state() == CommandState.EXPIRED);
        assertThat(get(id).finishedAt()).isNotNull();
    }

    @Test
    void what_was_sent_and_not_acknowledged_is_handed_out_again_with_the_same_id() {
        var id = queue("ping").id();
        delivery.sent(World.pass(device), List.of(id));
        assertThat(due(CommandDelivery.Resend.NO)).isEmpty();
        assertThat(due(CommandDelivery.Resend.UNACKNOWLEDGED))
                .extracting(WireCommand::id)
                .containsExactly(id);
        say(Talk.ack(id));
        assertThat(due(CommandDelivery.Resend.UNACKNOWLEDGED)).isEmpty();
    }

    @Test
    void commands_are_handed_out_in_the_order_in_which_they_were_queued() {
        var ids = List.of(queue("ping").id(), queue("state").id(), queue("sync").id());
        assertThat(due(CommandDelivery.Resend.NO)).extracting(WireCommand::id).isEqualTo(ids);
        assertThat(queue.list(operator, device.deviceId(), 2, 0))
                .extracting(CommandView::id)
                .as("newest first")
                .containsExactly(ids.get(2), ids.get(1));
    }

    @Test
    void a_device_with_work_is_named_to_the_door_and_one_without_is_not() {
        assertThat(delivery.waiting()).doesNotContain(device.deviceId());
        var id = queue("ping").id();
        assertThat(delivery.waiting()).contains(device.deviceId());
        delivery.sent(World.pass(device), List.of(id));
        assertThat(delivery.waiting()).doesNotContain(device.deviceId());
    }
}
