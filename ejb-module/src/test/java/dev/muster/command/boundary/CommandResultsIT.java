package dev.muster.command.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.command.entity.CommandState;
import dev.muster.command.entity.NewCommand;
import dev.muster.platform.Role;
import dev.muster.protocol.CommandResult;
import dev.muster.testbed.CommandTest;
import dev.muster.testbed.Talk;
import dev.muster.testbed.World;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How a command ends: by the device's signed word, once. */
class CommandResultsIT extends CommandTest {

    @Test
    void a_command_that_failed_on_the_device_is_failed() {
        var id = queue("ping").id();
        say(result(id, false, "no route"));
        assertThat(get(id).state()).isEqualTo(CommandState.FAILED);
        assertThat(get(id).success()).isFalse();
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
        say(result(id, true, "pong"));
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
        say(first);
        var version = get(id).version();
        say(first);
        say(result(id, false, "something else"));
        assertThat(get(id).version()).isEqualTo(version);
        assertThat(get(id).output()).isEqualTo("pong");
    }

    @Test
    void a_late_result_is_kept_in_the_audit_and_never_turns_the_end_around() {
        var id = queue("ping").id();
        world.change("update command set expires_at = now() - interval '1 s' where id = ?", id);
        delivery.expire();
        assertThat(get(id).state()).isEqualTo(CommandState.EXPIRED);
        say(result(id, true, "pong"));
        assertThat(get(id).state()).isEqualTo(CommandState.EXPIRED);
        assertThat(audited(id)).contains("command.result-late");
    }

    @Test
    void an_acknowledgement_after_the_end_does_not_open_the_command_again() {
        var id = queue("ping").id();
        say(result(id, true, "pong"));
        say(Talk.ack(id));
        say(Talk.progress(id, 10));
        assertThat(get(id).state()).isEqualTo(CommandState.SUCCEEDED);
    }

    @Test
    void nul_in_the_output_of_a_command_is_no_way_to_keep_it_open() {
        var id = queue("ping").id();
        say(result(id, true, "a\u0000b"));
        assertThat(get(id).state()).isEqualTo(CommandState.SUCCEEDED);
    }

    @Test
    void a_flood_of_forged_results_for_commands_that_do_not_exist_writes_no_audit() {
        var before = entries();
        for (var i = 0; i < 50; i++) {
            assertThat(say(forged(UUID.randomUUID())).errors()).hasSize(1);
        }
        assertThat(entries()).isEqualTo(before);
    }

    @Test
    void a_flood_of_forged_results_for_an_open_command_writes_ten_entries_and_no_more() {
        var id = queue("ping").id();
        for (var i = 0; i < 30; i++) {
            assertThat(say(forged(id)).errors()).hasSize(1);
        }
        assertThat(audited(id)).filteredOn("command.result-refused"::equals).hasSize(10);
        assertThat(get(id).state()).isEqualTo(CommandState.QUEUED);
    }

    @Test
    void forged_results_for_a_command_that_has_ended_or_is_another_devices_write_no_audit() {
        var ended = queue("ping").id();
        say(result(ended, true, "pong"));
        var another = world.device(world.person(org, Role.MANAGER));
        var theirs = queue.queue(operator, another.deviceId(), NewCommand.parse("ping"))
                .id();
        var before = entries();
        for (var id : List.of(ended, theirs)) {
            assertThat(say(forged(id)).errors()).hasSize(1);
        }
        assertThat(entries()).isEqualTo(before);
        assertThat(get(ended).state()).isEqualTo(CommandState.SUCCEEDED);
    }

    @Test
    void a_result_that_is_said_again_and_again_writes_no_audit() {
        var id = queue("ping").id();
        var before = entries();
        for (var i = 0; i < 20; i++) {
            say(result(id, true, "pong"));
        }
        assertThat(entries()).isEqualTo(before);
    }

    private static CommandResult forged(UUID id) {
        return new CommandResult(id, true, "pong", 0, null, now(), "AAAA");
    }

    /** Of the device's org. */
    private long entries() {
        return world.number("select count(*) from audit_entry where org_id = ?", org.id());
    }
}
