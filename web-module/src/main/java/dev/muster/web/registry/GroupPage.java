package dev.muster.web.registry;

import dev.muster.registry.boundary.Devices;
import dev.muster.registry.boundary.Groups;
import dev.muster.registry.entity.GroupView;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.portal.Missing;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** One group and its devices: those it was given, or those its search finds. */
@Named
@RequestScoped
public class GroupPage {

    @Inject
    private Groups groups;

    @Inject
    private Devices devices;

    @Inject
    private CurrentCaller current;

    private String slug;
    private String start;
    private GroupView group;
    private DevicesIn in;

    public void open() {
        group = Missing.unless(() -> groups.named(current.get(), slug));
        if (group != null) {
            in = group.devices() == null
                    ? DevicesIn.none("group:" + slug)
                    : DevicesIn.of(devices, current.get(), "group:" + slug, start);
        }
    }

    public GroupView getGroup() {
        return group;
    }

    public DevicesIn getDevices() {
        return in;
    }

    public String getName() {
        return group == null ? "" : group.name();
    }

    public String getSlug() {
        return slug;
    }

    public void setSlug(String slug) {
        this.slug = slug;
    }

    public String getStart() {
        return start;
    }

    public void setStart(String start) {
        this.start = start;
    }
}
