package dev.muster.web.registry;

import dev.muster.registry.boundary.Groups;
import dev.muster.registry.entity.GroupView;
import dev.muster.web.identity.CurrentCaller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** The groups of the org; for the pages, and for dialogs that offer one. */
@Named
@RequestScoped
public class GroupsPage {

    @Inject
    private Groups known;

    @Inject
    private CurrentCaller current;

    private List<GroupView> groups;
    private List<GroupView> chosen;

    public List<GroupView> getGroups() {
        if (groups == null) {
            groups = known.list(current.get());
        }
        return groups;
    }

    /** Those that are given their members. */
    public List<GroupView> getChosen() {
        if (chosen == null) {
            chosen = known.given(current.get());
        }
        return chosen;
    }
}
