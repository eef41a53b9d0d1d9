package dev.muster.command.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.checkin.boundary.DeviceStream;
import dev.muster.checkin.entity.StreamOutcome;
import dev.muster.command.entity.CommandState;
import dev.muster.command.entity.CommandView;
import dev.muster.command.entity.NewCommand;
import dev.muster.platform.Caller;
import dev.muster.platform.Ids;
import dev.muster.platform.Role;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.DeviceMessage;
import dev.muster.protocol.WireCommand;
import dev.muster.registry.boundary.Connections;
import dev.muster.registry.entity.DoorRecord;
import dev.muster.testbed.OneServer;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.Talk;
import dev.muster.testbed.World;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandsIT extends ServerTest {

    @Inject
    private CommandQueue queue;

    @Inject
    private CommandDelivery delivery;

    @Inject
    private DeviceStream stream;

    @Inject
    private Connections connections;

    @Resource
    private ManagedExecutorService threads;

    private World.Org org;
    private Caller operator;
    private DoorRecord device;

    @BeforeEach
    void a_device_and_an_operator() {
        org = world.org();
        device = world.device(world.person(org, Role.MANAGER));
        operator = world.person(org, Role.OPERATOR);
    }

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
        finish(result(id, true, "20 lines"));

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
    void a_command_that_failed_on_the_device_is_failed() {
        var id = queue("ping").id();
        finish(result(id, false, "no route"));
        assertThat(get(id).state()).isEqualTo(CommandState.FAILED);
        assertThat(get(id).success()).isFalse();
    }

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
        finish(result(id, true, "pong"));
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
    void a_result_with_a_wrong_signature_leaves_the_command_open_and_is_in_the_audit() {
        var id = queue("ping").id();
        delivery.sent(World.pass(device), List.of(id));
        var forged = new CommandResult(id, true, "pong", 0, null, now(), "AAAA");
        var another = world.device(world.person(org, Role.MANAGER));
        var foreign = result(id, true, "pong").signedBy(device.deviceId(), another.secret());
        var changed = result(id, true, "pong");
        var tampered =
                new CommandResult(id, false, "pong", 0, changed.startedAt(), changed.finishedAt(), changed.signature());
        for (var bad : List.of(forged, foreign, tampered, new CommandResult(id, true, "x", 0, null, now(), null))) {
            var outcome = stream.accept(World.pass(device), List.of(bad));
            assertThat(outcome.errors()).singleElement().satisfies(error -> {
                assertThat(error.code()).isEqualTo("result-signature");
                assertThat(error.ref()).isEqualTo(id.toString());
            });
        }
        assertThat(get(id).state()).isEqualTo(CommandState.SENT);
        assertThat(get(id).output()).isNull();
        assertThat(audited(id)).filteredOn("command.result-refused"::equals).hasSize(4);
        finish(result(id, true, "pong"));
        assertThat(get(id).state()).isEqualTo(CommandState.SUCCEEDED);
    }

    @Test
    void T_W09_a_result_of_another_devices_command_changes_nothing() {
        var id = queue("ping").id();
        var another = world.device(world.person(org, Role.MANAGER));
        var result = new CommandResult(id, true, "pong", 0, null, now(), null)
                .signedBy(another.deviceId(), another.secret());
        stream.accept(World.pass(another), List.of(result));
        stream.accept(World.pass(another), List.of(Talk.message(Talk.ack(id))));
        assertThat(get(id).state()).isEqualTo(CommandState.QUEUED);
    }

    @Test
    void T_W09_a_repeated_result_changes_nothing_and_so_does_a_second_one() {
        var id = queue("ping").id();
        var first = result(id, true, "pong");
        finish(first);
        var version = get(id).version();
        finish(first);
        finish(result(id, false, "something else"));
        assertThat(get(id).version()).isEqualTo(version);
        assertThat(get(id).output()).isEqualTo("pong");
    }

    @Test
    void a_late_result_is_kept_in_the_audit_and_never_turns_the_end_around() {
        var id = queue("ping").id();
        world.change("update command set expires_at = now() - interval '1 s' where id = ?", id);
        delivery.expire();
        assertThat(get(id).state()).isEqualTo(CommandState.EXPIRED);
        finish(result(id, true, "pong"));
        assertThat(get(id).state()).isEqualTo(CommandState.EXPIRED);
        assertThat(audited(id)).contains("command.result-late");
    }

    @Test
    void what_nobody_took_in_time_expires_by_itself_and_is_not_handed_out() throws Exception {
        var command = NewCommand.of(null, "ping", null, Instant.now().plusMillis(300), null, null);
        var id = queue.queue(operator, device.deviceId(), command).id();
        Thread.sleep(400);
        assertThat(due(CommandDelivery.Resend.UNACKNOWLEDGED)).isEmpty();
        for (var i = 0; i < 100 && get(id).state() != CommandState.EXPIRED; i++) {
            Thread.sleep(100);
        }
        assertThat(get(id).state()).isEqualTo(CommandState.EXPIRED);
        assertThat(get(id).finishedAt()).isNotNull();
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
        finish(result(first, true, "pong"));
        assertThat(queue("ping").state()).isEqualTo(CommandState.QUEUED);
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
    void an_acknowledgement_after_the_end_does_not_open_the_command_again() {
        var id = queue("ping").id();
        finish(result(id, true, "pong"));
        say(Talk.ack(id));
        say(Talk.progress(id, 10));
        assertThat(get(id).state()).isEqualTo(CommandState.SUCCEEDED);
    }

    @Test
    void a_device_with_work_is_named_to_the_door_and_one_without_is_not() {
        assertThat(delivery.waiting()).doesNotContain(device.deviceId());
        var id = queue("ping").id();
        assertThat(delivery.waiting()).contains(device.deviceId());
        delivery.sent(World.pass(device), List.of(id));
        assertThat(delivery.waiting()).doesNotContain(device.deviceId());
    }

    @Test
    void nul_in_the_output_of_a_command_is_no_way_to_keep_it_open() {
        var id = queue("ping").id();
        finish(result(id, true, "a\u0000b"));
        assertThat(get(id).state()).isEqualTo(CommandState.SUCCEEDED);
    }

    private CommandView queue(String line) {
        return queue.queue(operator, device.deviceId(), NewCommand.parse(line));
    }

    private static NewCommand ping(UUID id) {
        return NewCommand.of(id, "ping", null, null, null, null);
    }

    private CommandView get(UUID id) {
        return queue.get(operator, device.deviceId(), id);
    }

    private List<WireCommand> due(CommandDelivery.Resend resend) {
        return delivery.due(World.pass(device), resend);
    }

    private StreamOutcome say(String message) {
        return stream.accept(World.pass(device), List.of(Talk.message(message)));
    }

    private void finish(DeviceMessage result) {
        stream.accept(World.pass(device), List.of(result));
    }

    private CommandResult result(UUID id, boolean success, String output) {
        return new CommandResult(id, success, output, success ? 0 : 1, now(), now(), null)
                .signedBy(device.deviceId(), device.secret());
    }

    private List<String> audited(UUID id) {
        return world.texts("select action from audit_entry where detail ->> 'command' = ? order by id", id.toString());
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
