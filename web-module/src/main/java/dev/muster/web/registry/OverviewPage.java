package dev.muster.web.registry;

import dev.muster.registry.boundary.Devices;
import dev.muster.registry.boundary.Uptime;
import dev.muster.registry.entity.DeviceQuery;
import dev.muster.registry.entity.DeviceRow;
import dev.muster.web.identity.CurrentCaller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The fleet at a glance, where people come in: how many devices are well, and which went silent last. */
@Named
@RequestScoped
public class OverviewPage {

    private static final int SHOWN = 8;
    private static final Duration CHANGES = Duration.ofHours(1);

    @Inject
    private Devices devices;

    @Inject
    private Uptime uptime;

    @Inject
    private CurrentCaller current;

    private Map<String, Long> counts;
    private List<DeviceRow> silent;

    private Map<String, Long> counted() {
        if (counts == null) {
            counts = devices.counts(current.get(), new DeviceQuery(null, null, List.of(), 0, 1));
        }
        return counts;
    }

    /** Each status once, in the order of the bar. */
    public List<DevicesPage.Count> getCounts() {
        return DevicesPage.counts(counted());
    }

    /** Those in service, as the list shows them. */
    public long getTotal() {
        return getCounts().stream().mapToLong(DevicesPage.Count::count).sum();
    }

    /** Whether the org has any, be they in service or not. */
    public boolean isAny() {
        return counted().values().stream().anyMatch(count -> count > 0);
    }

    public long getSilentTotal() {
        return counted().getOrDefault("silent", 0L);
    }

    /** Those that went silent, the last one first. */
    public List<DeviceRow> getSilent() {
        if (silent == null) {
            silent = getSilentTotal() == 0
                    ? List.of()
                    : devices.list(
                                    current.get(),
                                    new DeviceQuery(null, "silent", DeviceQuery.sorts("-lastSeen"), 0, SHOWN))
                            .items();
        }
        return silent;
    }

    /** Since when what changed is shown. */
    public Instant getSince() {
        return Instant.now().minus(CHANGES);
    }

    /** When no node was up, as the scripts read it. */
    public String getOutages() {
        return Outages.json(uptime.outages(Instant.now().minus(Duration.ofDays(7))));
    }
}
