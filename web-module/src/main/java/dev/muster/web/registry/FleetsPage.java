package dev.muster.web.registry;

import dev.muster.registry.boundary.Fleets;
import dev.muster.registry.entity.FleetView;
import dev.muster.web.identity.CurrentCaller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** The fleets that this person sees; for the pages, and for dialogs that offer one. */
@Named
@RequestScoped
public class FleetsPage {

    @Inject
    private Fleets known;

    @Inject
    private CurrentCaller current;

    private List<FleetView> fleets;

    public List<FleetView> getFleets() {
        if (fleets == null) {
            fleets = known.list(current.get());
        }
        return fleets;
    }
}
