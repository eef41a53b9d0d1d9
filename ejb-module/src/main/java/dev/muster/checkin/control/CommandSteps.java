package dev.muster.checkin.control;

import dev.muster.command.boundary.CommandDelivery;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.DeviceMessage;
import dev.muster.registry.boundary.DeviceDoor;
import dev.muster.registry.entity.DevicePass;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Hands a device's word on its commands to the queue. */
@ApplicationScoped
public class CommandSteps {

    @Inject
    private CommandDelivery commands;

    @Inject
    private DeviceDoor door;

    public void apply(DevicePass pass, Brought brought) {
        for (var step : brought.commandSteps()) {
            if (step instanceof DeviceMessage.CommandAck ack) {
                commands.acknowledged(pass, ack.id());
            } else if (step instanceof DeviceMessage.CommandProgress progress) {
                commands.progressed(pass, progress);
            } else if (step instanceof CommandResult result) {
                finish(pass, result, brought);
            }
        }
    }

    private void finish(DevicePass pass, CommandResult result, Brought brought) {
        var held = door.secret(pass)
                .map(secret -> commands.finished(pass, result, secret))
                .orElse(false);
        if (!held) {
            brought.refuseResult(result.id());
        }
    }
}
