package dev.muster.command.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.command.entity.CommandState;
import dev.muster.command.entity.NewCommand;
import dev.muster.platform.Caller;
import dev.muster.platform.Refusal;
import dev.muster.platform.Role;
import dev.muster.registry.entity.DeviceState;
import dev.muster.testbed.CommandTest;
import dev.muster.testbed.Refused;
import dev.muster.testbed.Talk;
import dev.muster.testbed.World;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of the commands of a device that is ejected or retired. */
class OutOfServiceIT extends CommandTest {

    @Resource
    private ManagedExecutorService threads;

    private Caller manager;

    @BeforeEach
    void a_manager() {
        manager = world.person(org, Role.MANAGER);
    }

    @ParameterizedTest
    @EnumSource(names = {"EJECTED", "RETIRED"})
    void what_waits_for_it_is_cancelled_and_says_why_and_by_whom(DeviceState state) {
        var waiting = List.of(queue("ping").id(), queue("logs 5").id());
        world.move(manager, device.deviceId(), state, "sold to a museum");
        assertThat(waiting).allSatisfy(id -> {
            assertThat(get(id).state()).isEqualTo(CommandState.CANCELLED);
            assertThat(get(id).output()).isEqualTo("the device was " + state.word() + ": sold to a museum");
            assertThat(get(id).finishedAt()).isNotNull();
            assertThat(audited(id)).containsExactly("command.queued", "command.cancelled");
        });
        assertThat(world.texts(
                        "select distinct actor_id from audit_entry where action = 'command.cancelled' and target_id = ?",
                        device.deviceId()))
                .containsExactly(manager.id().toString());
    }

    @Test
    void what_it_was_handed_may_come_back_with_its_result() {
        var handed = queue("ping").id();
        delivery.sent(World.pass(device), List.of(handed));
        world.move(manager, device.deviceId(), DeviceState.EJECTED, "moved house");
        assertThat(get(handed).state()).isEqualTo(CommandState.SENT);
        world.move(manager, device.deviceId(), DeviceState.ACTIVE, "back");
        say(Talk.ack(handed));
        say(result(handed, true, "pong"));
        assertThat(get(handed).state()).isEqualTo(CommandState.SUCCEEDED);
    }

    @Test
    void a_disabled_device_keeps_what_waits_for_it() {
        var waiting = queue("ping").id();
        world.move(manager, device.deviceId(), DeviceState.DISABLED, "lost");
        assertThat(get(waiting).state()).isEqualTo(CommandState.QUEUED);
        assertThat(queue("ping").state()).isEqualTo(CommandState.QUEUED);
    }

    @ParameterizedTest
    @EnumSource(names = {"EJECTED", "RETIRED"})
    void it_takes_no_new_ones(DeviceState state) {
        world.move(manager, device.deviceId(), state, "out");
        assertThat(Refused.with(() -> queue("ping"))).isEqualTo("409 device-" + state.word());
        assertThat(world.number("select count(*) from command where device = ?", device.device()))
                .isZero();
    }

    @Test
    void whatever_is_queued_while_it_is_retired_does_not_stay() throws Exception {
        var queued = new ArrayList<Future<Boolean>>();
        for (var i = 0; i < 5; i++) {
            queued.add(threads.submit((Callable<Boolean>) () -> {
                try {
                    return queue.queue(operator, device.deviceId(), NewCommand.parse("ping")) != null;
                } catch (Refusal refusal) {
                    assertThat(refusal.code()).isEqualTo("device-retired");
                    return false;
                }
            }));
            if (i == 2) {
                world.move(manager, device.deviceId(), DeviceState.RETIRED, "old");
            }
        }
        for (var each : queued) {
            each.get(20, TimeUnit.SECONDS);
        }
        assertThat(world.number("select count(*) from command where device = ? and state = 'QUEUED'", device.device()))
                .isZero();
    }
}
