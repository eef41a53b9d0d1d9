package dev.muster.checkin.boundary;

import dev.muster.checkin.control.CheckInReader;
import dev.muster.checkin.entity.CheckInBody;
import dev.muster.checkin.entity.Outcome;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scoped;
import dev.muster.protocol.CheckInReply;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.registry.boundary.UnclaimedPool;
import dev.muster.registry.entity.DevicePass;
import dev.muster.registry.entity.Newcomer;
import dev.muster.registry.entity.ReplayWindow;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.List;

/** A signed check-in that waits for its own transaction: a group of one. The others go through {@link GroupWriter}. */
@Stateless
@Scoped
public class CheckIns {

    @Inject
    private UnclaimedPool pool;

    @Inject
    private GroupCommit commit;

    /** @throws Refusal as {@link dev.muster.checkin.control.Accepted} says */
    public CheckInReply accept(DevicePass pass, RequestSignature signature, CheckInBody body) {
        var outcome = commit.accept(pass, List.of(CheckInReader.share(pass, signature, body)))
                .get(0);
        if (outcome instanceof Outcome.Refused refused) {
            throw refused.why();
        }
        return ((Outcome.Replied) outcome).reply();
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
        ReplayWindow.requireTimely(signature);
        return accept(pool.register(newcomer), signature, body);
    }
}
