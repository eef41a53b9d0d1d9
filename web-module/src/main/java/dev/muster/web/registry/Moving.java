package dev.muster.web.registry;

import dev.muster.identity.boundary.Orgs;
import dev.muster.identity.entity.OrgView;
import dev.muster.platform.Permission;
import dev.muster.protocol.Json;
import dev.muster.registry.boundary.Fleets;
import dev.muster.registry.entity.DeviceState;
import dev.muster.web.identity.CurrentCaller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** What the dialog that moves devices offers ({@code WEB-INF/tags/move.xhtml}); the boundary decides again. */
@Named
@RequestScoped
public class Moving {

    @Inject
    private Orgs known;

    @Inject
    private Fleets fleets;

    @Inject
    private CurrentCaller current;

    private List<OrgView> orgs;
    private Boolean allowed;

    /** What this person may do, {@code {"active": {"here": […], "elsewhere": […]}, …}}, as {@link DeviceState} says. */
    public String getTable() {
        var table = Json.object();
        var givesAway = isOperator() || current.get().may(Permission.GIVE_AWAY_DEVICES);
        for (var state : DeviceState.values()) {
            var row = table.putObject(state.word());
            state.next().stream()
                    .filter(to -> givesAway || !to.endsOwnership())
                    .forEach(to -> row.withArray("here").add(to.word()));
            state.nextElsewhere().forEach(to -> row.withArray("elsewhere").add(to.word()));
        }
        return Json.write(table);
    }

    /** Whether this person moves any device at all; whoever has no such role in the org may have it in a fleet. */
    public boolean isAllowed() {
        if (allowed == null) {
            allowed = isOperator() || fleets.mayAnywhere(current.get(), Permission.MOVE_DEVICES);
        }
        return allowed;
    }

    public boolean isOperator() {
        return current.get().platformOperator();
    }

    /** All orgs; for the platform operator. */
    public List<OrgView> getOrgs() {
        if (orgs == null) {
            orgs = known.list(current.get());
        }
        return orgs;
    }
}
