package dev.muster.testbed;

import dev.muster.checkin.entity.Outcome;
import dev.muster.command.boundary.CommandDelivery;
import dev.muster.command.boundary.CommandQueue;
import dev.muster.command.entity.CommandView;
import dev.muster.command.entity.NewCommand;
import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.DeviceMessage;
import dev.muster.protocol.WireCommand;
import dev.muster.registry.entity.DoorRecord;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

/** A device, and an operator of its org who sends it commands. */
public abstract class CommandTest extends ServerTest {

    @Inject
    protected CommandQueue queue;

    @Inject
    protected CommandDelivery delivery;

    @Inject
    protected DeviceStream stream;

    protected World.Org org;
    protected Caller operator;
    protected DoorRecord device;

    @BeforeEach
    void a_device_and_an_operator() {
        org = world.org();
        device = world.device(world.person(org, Role.MANAGER));
        operator = world.person(org, Role.OPERATOR);
    }

    protected CommandView queue(String line) {
        return queue.queue(operator, device.deviceId(), NewCommand.parse(line));
    }

    protected static NewCommand ping(UUID id) {
        return NewCommand.of(id, "ping", null, null, null, null);
    }

    protected CommandView get(UUID id) {
        return queue.get(operator, device.deviceId(), id);
    }

    protected List<WireCommand> due(CommandDelivery.Resend resend) {
        return delivery.due(World.pass(device), resend);
    }

    /** The device says this on its socket. */
    protected Outcome.Acknowledged say(String message) {
        return say(Talk.message(message));
    }

    protected Outcome.Acknowledged say(DeviceMessage message) {
        return stream.accept(World.pass(device), List.of(message));
    }

    protected CommandResult result(UUID id, boolean success, String output) {
        return new CommandResult(id, success, output, success ? 0 : 1, now(), now(), null)
                .signedBy(device.deviceId(), device.secret());
    }

    /** What the audit has of a command, oldest first. */
    protected List<String> audited(UUID id) {
        return world.texts("select action from audit_entry where detail ->> 'command' = ? order by id", id.toString());
    }

    protected static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
