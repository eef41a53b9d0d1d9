package dev.muster.checkin.control;

import dev.muster.checkin.entity.BrokerShare;
import dev.muster.checkin.entity.CheckInShare;
import dev.muster.checkin.entity.Share;
import dev.muster.checkin.entity.SocketShare;
import dev.muster.platform.Refusal;
import dev.muster.protocol.CheckIn;
import dev.muster.registry.entity.DevicePass;
import dev.muster.registry.entity.ReplayWindow;
import dev.muster.registry.entity.Standing;

/**
 * A share that is to be stored, and what of it is new. Decided in memory on the device's locked row.
 *
 * @param place of the share in its group
 * @param checkIn null for messages of a socket or a broker
 * @param nonces after it; null for messages of a socket or a broker
 */
public record Accepted(
        int place, DevicePass pass, boolean firstUse, CheckIn checkIn, ReplayWindow nonces, Brought brought) {

    /**
     * @param standing null where the device has left the org that its pass is for
     * @throws Refusal for a check-in in this order: 401 {@code signature} for a replaced secret, 403 {@code
     *     device-disabled}, 401 {@code clock-skew}, 401 {@code replay}, 400 {@code frame-required}, 400 {@code
     *     bad-frame}, 422 {@code bad-checkin}; for a socket: 401 {@code revoked}, 403 {@code device-disabled}, 400
     *     {@code frame-required}; for a broker the same and 403 {@code mqtt-off}
     */
    public static Accepted of(int place, Share share, Standing standing) {
        if (standing == null || !standing.credentialCurrent()) {
            throw share instanceof CheckInShare
                    ? Refusal.of(401, "signature", "this secret was replaced")
                    : Refusal.of(401, "revoked", "this credential was revoked");
        }
        if (!standing.state().mayTalk()) {
            throw standing.state().refusal();
        }
        if (share instanceof BrokerShare broker) {
            return broker(place, broker, standing);
        }
        return share instanceof CheckInShare checkIn
                ? checkIn(place, checkIn, standing)
                : socket(place, (SocketShare) share, standing);
    }

    private static Accepted checkIn(int place, CheckInShare share, Standing standing) {
        var nonces = standing.nonces().after(share.signature());
        standing.requireFrames(share.framed());
        var checkIn = share.read();
        var repeated = checkIn.seq() <= standing.checkInSeq();
        var brought = new Brought(standing.eventSeq(), repeated);
        checkIn.events().forEach(brought::addItem);
        for (var i = 0; i < checkIn.readings().size() && !repeated; i++) {
            brought.addReading(checkIn, i);
        }
        return new Accepted(place, share.pass(), standing.firstUse(), checkIn, nonces, brought);
    }

    private static Accepted socket(int place, SocketShare share, Standing standing) {
        standing.requireFrames(share.framed());
        var brought = new Brought(standing.eventSeq());
        share.messages().forEach(brought::add);
        return new Accepted(place, share.pass(), standing.firstUse(), null, null, brought);
    }

    /** A broker's word proves no secret, and so ends no older one. */
    private static Accepted broker(int place, BrokerShare share, Standing standing) {
        standing.requireMqtt();
        standing.requireFrames(false);
        var brought = new Brought(standing.eventSeq());
        share.messages().forEach(brought::add);
        return new Accepted(place, share.pass(), false, null, null, brought);
    }

    public boolean isCheckIn() {
        return checkIn != null;
    }
}
