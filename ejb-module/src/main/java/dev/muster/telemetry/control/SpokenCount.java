package dev.muster.telemetry.control;

import dev.muster.platform.Count;
import dev.muster.platform.Meters;
import dev.muster.protocol.DeviceEvent;
import dev.muster.telemetry.entity.DevicesSpoke;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;

/** Counts what devices said once it is committed. */
@ApplicationScoped
public class SpokenCount {

    @Inject
    private Meters meters;

    void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) DevicesSpoke spoke) {
        var readings = 0;
        var others = 0;
        for (var device : spoke.each()) {
            for (var event : device.events()) {
                if (event instanceof DeviceEvent.Reading) {
                    readings++;
                } else {
                    others++;
                }
            }
        }
        meters.add(Count.READINGS_STORED, readings);
        meters.add(Count.EVENTS_STORED, others);
    }
}
