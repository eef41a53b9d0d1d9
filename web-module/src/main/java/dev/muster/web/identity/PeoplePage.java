package dev.muster.web.identity;

import dev.muster.identity.boundary.People;
import dev.muster.identity.entity.UserView;
import dev.muster.registry.boundary.Fleets;
import dev.muster.registry.entity.FleetView;
import dev.muster.web.portal.Missing;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.UUID;

/** The members of the org, for its administrators; what changes them goes over REST (js/people.js). */
@Named
@RequestScoped
public class PeoplePage {

    @Inject
    private People people;

    @Inject
    private Fleets known;

    @Inject
    private CurrentCaller current;

    private List<UserView> members;
    private List<FleetView> fleets;

    public void open() {
        members = Missing.unless(() -> people.list(current.get()));
        fleets = members == null ? List.of() : known.list(current.get());
    }

    public UUID getMe() {
        return current.get().id();
    }

    public List<UserView> getMembers() {
        return members;
    }

    /** In which somebody can be given a role. */
    public List<FleetView> getFleets() {
        return fleets;
    }
}
