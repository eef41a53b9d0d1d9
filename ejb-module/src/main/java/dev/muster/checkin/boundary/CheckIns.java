package dev.muster.checkin.boundary;

import dev.muster.checkin.control.Brought;
import dev.muster.checkin.control.Channel;
import dev.muster.checkin.entity.CheckInBody;
import dev.muster.command.boundary.CommandDelivery;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scoped;
import dev.muster.protocol.CheckIn;
import dev.muster.protocol.CheckInReply;
import dev.muster.protocol.Json;
import dev.muster.protocol.WireCommand;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.registry.boundary.DeviceDoor;
import dev.muster.registry.boundary.UnclaimedPool;
import dev.muster.registry.entity.DevicePass;
import dev.muster.registry.entity.Newcomer;
import dev.muster.telemetry.boundary.Ingestion;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A signed check-in, the whole story in one transaction (section 4). Its signature has held when it comes here. */
@Stateless
@Scoped
public class CheckIns {

    @Inject
    private DeviceDoor door;

    @Inject
    private UnclaimedPool pool;

    @Inject
    private Ingestion telemetry;

    @Inject
    private CommandDelivery commands;

    @Inject
    private Channel channel;

    @Inject
    @ConfigProperty(name = "muster.checkin.interval.seconds")
    private int nextCheckInSec;

    /**
     * Stores what a check-in brought and answers with what is due. A bad reading or event is refused alone: the answer has
     * no place to name it, the device's events have. A repeat of a {@code seq} stores no reading and no
     * event twice and hands out again what was not acknowledged.
     *
     * @throws Refusal in this order: 401 {@code signature} for a replaced secret, 403 {@code device-disabled}, 401
     *     {@code clock-skew}, 401 {@code replay}, 400 {@code frame-required}, 400 {@code bad-frame}, 422 {@code bad-checkin}
     */
    public CheckInReply accept(DevicePass pass, RequestSignature signature, CheckInBody body) {
        var standing = door.lock(pass)
                .filter(DeviceDoor.Standing::credentialCurrent)
                .orElseThrow(() -> Refusal.of(401, "signature", "this secret was replaced"));
        if (!standing.state().mayTalk()) {
            throw standing.state().refusal();
        }
        door.requireFresh(pass, signature);
        standing.requireFrames(body.framed());
        var checkIn = parse(body.json());
        var repeated = checkIn.seq() <= standing.checkInSeq();
        var brought = new Brought(standing.eventSeq(), repeated);
        checkIn.events().forEach(brought::addItem);
        for (var i = 0; i < checkIn.readings().size() && !repeated; i++) {
            brought.addReading(checkIn, i);
        }
        telemetry.store(pass, brought.events());
        telemetry.refused(pass, brought.lost());
        commands.heard(pass, brought.commandSteps()).forEach(brought::refuseResult);
        channel.checkedIn(pass, checkIn, brought);
        return new CheckInReply(Instant.now(), nextCheckInSec, take(pass), null);
    }

    /** A check-in whose body is plain JSON. */
    public CheckInReply accept(DevicePass pass, RequestSignature signature, byte[] json) {
        return accept(pass, signature, CheckInBody.plain(json));
    }

    /**
     * The first check-in of a device that nobody knows: registers it in the pool and stores what it brought, or neither.
     *
     * @throws Refusal as {@link #accept}, and as {@link UnclaimedPool#register}
     */
    public CheckInReply acceptFirst(Newcomer newcomer, RequestSignature signature, CheckInBody body) {
        DeviceDoor.requireTimely(signature);
        return accept(pool.register(newcomer), signature, body);
    }

    private List<WireCommand> take(DevicePass pass) {
        var due = commands.due(pass, CommandDelivery.Resend.UNACKNOWLEDGED);
        commands.sent(pass, due.stream().map(WireCommand::id).toList());
        return due;
    }

    private static CheckIn parse(byte[] body) {
        try {
            var checkIn = Json.read(body, CheckIn.class);
            if (checkIn == null) {
                throw Refusal.of(422, "bad-checkin", "a check-in is an object with a seq");
            }
            return checkIn;
        } catch (IOException e) {
            throw Refusal.of(422, "bad-checkin", Brought.reason(e));
        }
    }
}
