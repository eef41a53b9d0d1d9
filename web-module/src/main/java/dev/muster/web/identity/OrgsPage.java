package dev.muster.web.identity;

import dev.muster.identity.boundary.Orgs;
import dev.muster.identity.entity.OrgView;
import dev.muster.registry.boundary.Glances;
import dev.muster.registry.entity.PlatformGlance;
import dev.muster.web.portal.Missing;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;

/** The orgs of the installation, for the platform operator. */
@Named
@RequestScoped
public class OrgsPage {

    private static final List<String> STATUSES = List.of("reporting", "late", "silent", "never", "disabled");

    @Inject
    private Orgs known;

    @Inject
    private Glances glances;

    @Inject
    private CurrentCaller current;

    private List<OrgView> orgs;
    private PlatformGlance glance;

    /** One share of an org's bar. */
    public record Share(String status, long count) {}

    public void open() {
        orgs = Missing.unless(() -> known.list(current.get()));
    }

    /** How the devices of an org are, without what there is none of. */
    public List<Share> shares(String slug) {
        var counts = getGlance().orgs().getOrDefault(slug, Map.of());
        return STATUSES.stream()
                .filter(counts::containsKey)
                .map(each -> new Share(each, counts.get(each)))
                .toList();
    }

    public PlatformGlance getGlance() {
        if (glance == null) {
            glance = glances.platform(current.get());
        }
        return glance;
    }

    public List<OrgView> getOrgs() {
        return orgs;
    }
}
