package dev.muster.web.registry;

import dev.muster.identity.boundary.People;
import dev.muster.identity.entity.UserView;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Role;
import dev.muster.registry.boundary.Devices;
import dev.muster.registry.boundary.Fleets;
import dev.muster.registry.entity.FleetView;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.portal.Missing;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.stream.Stream;

/** One fleet: its devices and, for the administrators of the org, the people who have a role in it. */
@Named
@RequestScoped
public class FleetPage {

    @Inject
    private Fleets fleets;

    @Inject
    private Devices devices;

    @Inject
    private People people;

    @Inject
    private CurrentCaller current;

    private String slug;
    private String start;
    private FleetView fleet;
    private DevicesIn in;
    private List<UserView> everybody = List.of();

    public void open() {
        fleet = Missing.unless(() -> fleets.list(current.get()).stream()
                .filter(each -> each.slug().equals(slug))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("fleet")));
        if (fleet != null) {
            in = DevicesIn.of(devices, current.get(), "fleet:" + slug, start);
            everybody = current.get().may(Permission.MANAGE_PEOPLE) ? people.list(current.get()) : List.of();
        }
    }

    public FleetView getFleet() {
        return fleet;
    }

    public DevicesIn getDevices() {
        return in;
    }

    /** People with a role in this fleet. */
    public List<UserView> getMembers() {
        return everybody.stream()
                .filter(user -> roles(user).findAny().isPresent())
                .toList();
    }

    /** People of the org who have none yet. */
    public List<UserView> getOthers() {
        return everybody.stream()
                .filter(user -> roles(user).findAny().isEmpty())
                .toList();
    }

    public Role role(UserView user) {
        return roles(user).findFirst().orElseThrow();
    }

    private Stream<Role> roles(UserView user) {
        return user.fleets().stream()
                .filter(each -> each.fleet().equals(fleet.id()))
                .map(UserView.FleetRole::role);
    }

    public String getName() {
        return fleet == null ? "" : fleet.name();
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
