package dev.muster.command.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.command.entity.CommandState;
import dev.muster.command.entity.NewCommand;
import dev.muster.platform.Ids;
import dev.muster.platform.Role;
import dev.muster.registry.boundary.Connections;
import dev.muster.testbed.CommandTest;
import dev.muster.testbed.OneServer;
import dev.muster.testbed.Refused;
import dev.muster.testbed.World;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The queue as people use it: who may, which ids, how many, until when. */
class CommandQueueIT extends CommandTest {

    @Inject
    private Connections connections;

    @Resource
    private ManagedExecutorService threads;

    @Test
    void a_viewer_may_look_and_not_queue() {
        var id = queue("ping").id();
        var viewer = world.person(org, Role.VIEWER);
        assertThat(queue.get(viewer, device.deviceId(), id).id()).isEqualTo(id);
        assertThat(queue.list(viewer, device.deviceId(), 10, 0)).hasSize(1);
        assertThat(Refused.with(() -> queue.queue(viewer, device.deviceId(), NewCommand.parse("ping"))))
                .isEqualTo("403 forbidden");
        assertThat(Refused.with(() -> queue.cancel(viewer, device.deviceId(), id)))
                .isEqualTo("403 forbidden");
        assertThat(queue.list(viewer, device.deviceId(), 10, 0)).hasSize(1);
    }

    @Test
    void T_R01_a_device_of_another_org_gets_no_command_and_shows_none() {
        var id = queue("ping").id();
        var stranger = world.person(Role.ADMIN);
        assertThat(Refused.with(() -> queue.queue(stranger, device.deviceId(), NewCommand.parse("ping"))))
                .isEqualTo("404 not-found");
        assertThat(Refused.with(() -> queue.get(stranger, device.deviceId(), id)))
                .isEqualTo("404 not-found");
        assertThat(Refused.with(() -> queue.list(stranger, device.deviceId(), 10, 0)))
                .isEqualTo("404 not-found");
        assertThat(Refused.with(() -> queue.cancel(stranger, device.deviceId(), id)))
                .isEqualTo("404 not-found");
        assertThat(get(id).state()).isEqualTo(CommandState.QUEUED);
    }

    @Test
    void T_R11_a_reused_id_is_refused_even_after_the_end_and_by_another_org() {
        var id = Ids.next();
        queue.queue(operator, device.deviceId(), ping(id));
        assertThat(Refused.with(() -> queue.queue(operator, device.deviceId(), ping(id))))
                .isEqualTo("409 duplicate-command");
        say(result(id, true, "pong"));
        assertThat(Refused.with(() -> queue.queue(operator, device.deviceId(), ping(id))))
                .isEqualTo("409 duplicate-command");
        var stranger = world.person(Role.MANAGER);
        var theirs = world.device(stranger);
        assertThat(Refused.with(() -> queue.queue(stranger, theirs.deviceId(), ping(id))))
                .isEqualTo("409 duplicate-command");
        assertThat(get(id).state()).isEqualTo(CommandState.SUCCEEDED);
    }

    @Test
    void T_R11_of_one_id_submitted_many_times_at_once_one_is_queued_and_audited() throws Exception {
        var id = Ids.next();
        var tries = new ArrayList<Future<String>>();
        for (var i = 0; i < 5; i++) {
            tries.add(threads.submit((Callable<String>) () -> {
                try {
                    return queue.queue(operator, device.deviceId(), ping(id))
                            .state()
                            .name();
                } catch (dev.muster.platform.Refusal refusal) {
                    return refusal.code();
                }
            }));
        }
        var answers = new ArrayList<String>();
        for (var each : tries) {
            answers.add(each.get());
        }
        assertThat(answers).containsOnlyOnce("QUEUED").contains("duplicate-command");
        assertThat(audited(id)).containsExactly("command.queued");
    }

    @Test
    void an_expiry_in_the_past_is_refused() {
        var command = NewCommand.of(null, "ping", null, Instant.now().minusSeconds(1), null, null);
        assertThat(Refused.with(() -> queue.queue(operator, device.deviceId(), command)))
                .isEqualTo("422 invalid");
    }

    @Test
    void a_live_command_fails_at_once_where_no_socket_is_open_and_is_stored() {
        var view = queue.queue(operator, device.deviceId(), NewCommand.of(null, "ping", null, null, "live", null));
        assertThat(view.state()).isEqualTo(CommandState.FAILED);
        assertThat(view.success()).isFalse();
        assertThat(view.sentAt()).as("never shown as sent").isNull();
        assertThat(due(CommandDelivery.Resend.UNACKNOWLEDGED)).isEmpty();
        assertThat(audited(view.id())).containsExactly("command.queued");
    }

    @Test
    void a_live_command_is_queued_where_a_socket_is_open() {
        var connection = UUID.randomUUID();
        connections.opened(World.pass(device), connection);
        var live = NewCommand.of(null, "ping", null, null, "live", null);
        assertThat(queue.queue(operator, device.deviceId(), live).state()).isEqualTo(CommandState.QUEUED);
        connections.closed(World.pass(device), connection);
    }

    @Test
    void T_W07_a_late_close_does_not_close_the_newer_socket() {
        var older = UUID.randomUUID();
        connections.opened(World.pass(device), older);
        connections.opened(World.pass(device), UUID.randomUUID());
        connections.closed(World.pass(device), older);
        var live = NewCommand.of(null, "ping", null, null, "live", null);
        assertThat(queue.queue(operator, device.deviceId(), live).state()).isEqualTo(CommandState.QUEUED);
    }

    @Test
    void a_command_is_cancelled_while_it_is_queued_and_not_after() {
        var id = queue("ping").id();
        assertThat(queue.cancel(operator, device.deviceId(), id).state()).isEqualTo(CommandState.CANCELLED);
        assertThat(due(CommandDelivery.Resend.UNACKNOWLEDGED)).isEmpty();
        assertThat(audited(id)).containsExactly("command.queued", "command.cancelled");
        assertThat(Refused.with(() -> queue.cancel(operator, device.deviceId(), id)))
                .isEqualTo("409 command-state");

        var sent = queue("ping").id();
        delivery.sent(World.pass(device), List.of(sent));
        assertThat(Refused.with(() -> queue.cancel(operator, device.deviceId(), sent)))
                .isEqualTo("409 command-state");
        assertThat(get(sent).state()).isEqualTo(CommandState.SENT);
    }

    @Test
    void more_open_commands_than_a_device_may_have_are_refused_until_one_ends() {
        var first = queue("ping").id();
        for (var i = 1; i < OneServer.OPEN_COMMANDS; i++) {
            queue("ping");
        }
        var refusal = Refused.by(() -> queue("ping"));
        assertThat(refusal.status() + " " + refusal.code()).isEqualTo("429 queue-full");
        assertThat(refusal.retryAfterSec()).isPositive();
        say(result(first, true, "pong"));
        assertThat(queue("ping").state()).isEqualTo(CommandState.QUEUED);
    }
}
