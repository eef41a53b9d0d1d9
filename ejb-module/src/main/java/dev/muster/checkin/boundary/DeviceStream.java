package dev.muster.checkin.boundary;

import dev.muster.checkin.control.Brought;
import dev.muster.checkin.control.Channel;
import dev.muster.checkin.entity.StreamOutcome;
import dev.muster.command.boundary.CommandDelivery;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scoped;
import dev.muster.protocol.DeviceMessage;
import dev.muster.registry.boundary.DeviceDoor;
import dev.muster.registry.entity.DevicePass;
import dev.muster.telemetry.boundary.Ingestion;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.List;

/** What arrives on a device's socket. Many messages share a transaction; acknowledged is only what is committed. */
@Stateless
@Scoped
public class DeviceStream {

    @Inject
    private DeviceDoor door;

    @Inject
    private Ingestion telemetry;

    @Inject
    private CommandDelivery commands;

    @Inject
    private Channel channel;

    /** Messages that came as plain text. */
    public StreamOutcome accept(DevicePass pass, List<DeviceMessage> messages) {
        return accept(pass, messages, false);
    }

    /**
     * Stores messages in their order.
     *
     * @throws Refusal 401 {@code revoked} where the credential was replaced or the device left its org; 403 {@code
     *     device-disabled}; 400 {@code frame-required}. Nothing is stored then.
     * @param framed whether all of them came in frames
     */
    public StreamOutcome accept(DevicePass pass, List<DeviceMessage> messages, boolean framed) {
        var standing = door.lock(pass)
                .filter(DeviceDoor.Standing::credentialCurrent)
                .orElseThrow(() -> Refusal.of(401, "revoked", "this credential was revoked"));
        if (!standing.state().mayTalk()) {
            throw standing.state().refusal();
        }
        standing.requireFrames(framed);
        var brought = new Brought(standing.eventSeq());
        messages.forEach(brought::add);
        telemetry.store(pass, brought.events());
        telemetry.refused(pass, brought.lost());
        commands.heard(pass, brought.commandSteps()).forEach(brought::refuseResult);
        channel.spoke(pass, brought);
        return new StreamOutcome(brought.highest(), brought.errors());
    }
}
