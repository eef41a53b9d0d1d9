package dev.muster.web.registry;

import dev.muster.platform.Page;
import dev.muster.registry.boundary.Histories;
import dev.muster.registry.entity.FormerDevice;
import dev.muster.web.identity.CurrentCaller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** Devices that left the org. */
@Named
@RequestScoped
public class FormerPage {

    private static final int SIZE = 50;

    @Inject
    private Histories histories;

    @Inject
    private CurrentCaller current;

    private int start;
    private Page<FormerDevice> page;

    private Page<FormerDevice> page() {
        if (page == null) {
            page = histories.former(current.get(), SIZE, start);
        }
        return page;
    }

    public List<FormerDevice> getDevices() {
        return page().items();
    }

    public long getTotal() {
        return page().total();
    }

    /** Number of the first row; 0 on an empty page. */
    public int getFrom() {
        return getDevices().isEmpty() ? 0 : start + 1;
    }

    /** Where the page before begins; null on the first. */
    public Integer getBefore() {
        return start == 0 ? null : Integer.valueOf(Math.max(0, start - SIZE));
    }

    public Integer getAfter() {
        return page().nextCursor() == null ? null : Integer.valueOf(start + SIZE);
    }

    public String getStart() {
        return String.valueOf(start);
    }

    /** Anything but a number means the beginning. */
    public void setStart(String start) {
        this.start = start != null && start.matches("\\d{1,7}") ? Integer.parseInt(start) : 0;
    }
}
