package dev.muster.web.registry;

import dev.muster.registry.boundary.Sites;
import dev.muster.registry.entity.SiteView;
import dev.muster.web.identity.CurrentCaller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** The sites that this person sees; for the page, and where a device is given one. */
@Named
@RequestScoped
public class SitesPage {

    @Inject
    private Sites known;

    @Inject
    private CurrentCaller current;

    private List<SiteView> sites;

    public List<SiteView> getSites() {
        if (sites == null) {
            sites = known.list(current.get());
        }
        return sites;
    }
}
