package dev.muster.web.registry;

import dev.muster.platform.Permission;
import dev.muster.registry.boundary.Devices;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.portal.Texts;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** What the rail says on every page to those who may accept a device: that some wait. */
@Named
@RequestScoped
public class Newcomers {

    @Inject
    private Devices devices;

    @Inject
    private CurrentCaller current;

    @Inject
    private Texts texts;

    private Long waiting;

    public long getWaiting() {
        if (waiting == null) {
            waiting = current.get().may(Permission.MOVE_DEVICES) ? devices.waiting(current.get()) : 0;
        }
        return waiting;
    }

    public String getWords() {
        return texts.get(getWaiting() == 1 ? "waiting.one" : "waiting.many", getWaiting());
    }
}
