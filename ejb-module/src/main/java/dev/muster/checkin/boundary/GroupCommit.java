package dev.muster.checkin.boundary;

import dev.muster.checkin.control.Accepted;
import dev.muster.checkin.control.Channel;
import dev.muster.checkin.entity.Outcome;
import dev.muster.checkin.entity.Share;
import dev.muster.command.boundary.CommandDelivery;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.protocol.CheckInReply;
import dev.muster.protocol.WireCommand;
import dev.muster.registry.boundary.DeviceDoor;
import dev.muster.registry.entity.DevicePass;
import dev.muster.telemetry.boundary.Ingestion;
import dev.muster.telemetry.entity.Spoken;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What many devices brought, the whole story in one transaction: lock their hot rows, decide each share, then one
 * statement a table for all of them. A share that is refused leaves nothing behind and stops no other.
 */
@Stateless
@Scoped
public class GroupCommit {

    @Inject
    private DeviceDoor door;

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
     * Stores shares of an org's devices; a bad reading or event is refused alone. A repeat of a check-in's {@code seq}
     * stores no reading and no event twice and hands out again what was not acknowledged.
     *
     * @param scope the org, or the one device of the pool that all of it is from
     * @param shares no two of one device
     * @return what came of each, in their order; true once the transaction is committed
     */
    public List<Outcome> accept(Scope scope, List<Share> shares) {
        var standings = door.lock(scope, shares.stream().map(Share::pass).toList());
        var outcomes = new Outcome[shares.size()];
        var accepted = new ArrayList<Accepted>();
        for (var i = 0; i < outcomes.length; i++) {
            var share = shares.get(i);
            try {
                accepted.add(Accepted.of(i, share, standings.get(share.pass().device())));
            } catch (Refusal refusal) {
                outcomes[i] = new Outcome.Refused(refusal);
            }
        }
        store(scope, accepted);
        answer(scope, accepted, outcomes);
        return List.of(outcomes);
    }

    private void store(Scope scope, List<Accepted> accepted) {
        var firstUses =
                accepted.stream().filter(Accepted::firstUse).map(Accepted::pass).toList();
        if (!firstUses.isEmpty()) {
            door.used(scope, firstUses);
        }
        for (var each : accepted) {
            var steps = each.brought().commandSteps();
            if (!steps.isEmpty()) {
                commands.heard(each.pass(), steps).forEach(each.brought()::refuseResult);
            }
        }
        telemetry.store(
                scope,
                accepted.stream()
                        .map(each -> new Spoken(
                                each.pass(),
                                each.brought().events(),
                                each.brought().lost()))
                        .toList());
        channel.moved(accepted);
    }

    private void answer(Scope scope, List<Accepted> accepted, Outcome[] outcomes) {
        var due = take(
                scope,
                accepted.stream()
                        .filter(Accepted::isCheckIn)
                        .map(Accepted::pass)
                        .toList());
        var now = Instant.now();
        for (var each : accepted) {
            outcomes[each.place()] = each.isCheckIn()
                    ? new Outcome.Replied(new CheckInReply(
                            now, nextCheckInSec, due.getOrDefault(each.pass().device(), List.of()), null))
                    : new Outcome.Acknowledged(
                            each.brought().highest(), each.brought().errors());
        }
    }

    private Map<Long, List<WireCommand>> take(Scope scope, List<DevicePass> checkedIn) {
        if (checkedIn.isEmpty() || scope.orgId() == null) {
            return Map.of();
        }
        return commands.handOut(scope, checkedIn);
    }
}
