package dev.muster.web.identity;

import dev.muster.identity.boundary.Orgs;
import dev.muster.identity.entity.OrgView;
import dev.muster.web.portal.Missing;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** The orgs of the installation, for the platform operator. */
@Named
@RequestScoped
public class OrgsPage {

    @Inject
    private Orgs known;

    @Inject
    private CurrentCaller current;

    private List<OrgView> orgs;

    public void open() {
        orgs = Missing.unless(() -> known.list(current.get()));
    }

    public List<OrgView> getOrgs() {
        return orgs;
    }
}
