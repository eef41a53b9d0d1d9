package dev.muster.testbed;

import dev.muster.checkin.boundary.GroupCommit;
import dev.muster.checkin.entity.Outcome;
import dev.muster.checkin.entity.SocketShare;
import dev.muster.protocol.DeviceMessage;
import dev.muster.registry.entity.DevicePass;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** What a device says on its socket, each share in a transaction of its own; a refusal is thrown. */
@ApplicationScoped
public class DeviceStream {

    @Inject
    private GroupCommit commit;

    public Outcome.Acknowledged accept(DevicePass pass, List<DeviceMessage> messages) {
        return accept(pass, messages, false);
    }

    public Outcome.Acknowledged accept(DevicePass pass, List<DeviceMessage> messages, boolean framed) {
        var outcome = commit.accept(pass, List.of(new SocketShare(pass, messages, framed, 0)))
                .get(0);
        if (outcome instanceof Outcome.Refused refused) {
            throw refused.why();
        }
        return (Outcome.Acknowledged) outcome;
    }
}
