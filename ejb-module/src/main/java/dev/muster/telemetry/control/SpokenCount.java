package dev.muster.telemetry.control;

import dev.muster.platform.Count;
import dev.muster.platform.LiveEvents;
import dev.muster.platform.Meters;
import dev.muster.protocol.DeviceEvent;
import dev.muster.telemetry.entity.DeviceSpoke;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;

/** Counts what devices said once it is committed. */
@ApplicationScoped
public class SpokenCount {

    @Inject
    private Meters meters;

    void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) LiveEvents facts) {
        var readings = 0;
        var others = 0;
        for (var fact : facts.each()) {
            if (fact instanceof DeviceSpoke spoke) {
                for (var event : spoke.events()) {
                    if (event instanceof DeviceEvent.Reading) {
                        readings++;
                    } else {
                        others++;
                    }
                }
            }
        }
        meters.add(Count.READINGS_STORED, readings);
        meters.add(Count.EVENTS_STORED, others);
    }
}
