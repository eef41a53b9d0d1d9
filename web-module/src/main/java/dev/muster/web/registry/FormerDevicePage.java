package dev.muster.web.registry;

import dev.muster.registry.boundary.Histories;
import dev.muster.registry.entity.DeviceEpoch;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.portal.Missing;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** What an org keeps of a device that left it: nothing to change, all of its time to read. */
@Named
@RequestScoped
public class FormerDevicePage {

    @Inject
    private Histories histories;

    @Inject
    private CurrentCaller current;

    private String id;
    private List<DeviceEpoch> epochs;

    public void find() {
        epochs = Missing.unless(() -> histories.epochs(current.get(), id));
    }

    /** As it was called last. */
    public String getLabel() {
        return epochs == null || epochs.isEmpty() ? id : epochs.get(0).label();
    }

    public DeviceEpoch getLast() {
        return epochs == null || epochs.isEmpty() ? null : epochs.get(0);
    }

    /** Whether it is here, now or again. */
    public boolean isPresent() {
        return getLast() != null && getLast().until() == null;
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }
}
