package dev.muster.web.identity;

import dev.muster.identity.boundary.Sessions;
import dev.muster.identity.entity.Profile;
import dev.muster.platform.Permission;
import dev.muster.web.portal.Rail;
import dev.muster.web.portal.Texts;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The signed-in person as the top bar shows them. */
@Named
@RequestScoped
public class Person {

    @Inject
    private CurrentCaller current;

    @Inject
    private Sessions sessions;

    @Inject
    private Texts texts;

    private Profile profile;

    public String getId() {
        return current.get().id().toString();
    }

    public String getName() {
        return current.getName();
    }

    public String getEmail() {
        return current.getEmail();
    }

    /** The slug of the org where this person may set its rules; null where they may not. */
    public String getRuledOrg() {
        return current.get().may(Permission.SET_RULES) ? current.get().orgSlug() : null;
    }

    public String getOrgName() {
        return current.getOrgName();
    }

    public String getOrgSlug() {
        return current.get().orgSlug();
    }

    /** The orgs this person is a member of. */
    public List<Profile.OrgRole> getOrgs() {
        if (profile == null) {
            profile = sessions.profile(current.get());
        }
        return profile.orgs();
    }

    /** Whether this person is no member of the org they act in: the platform operator, who entered it. */
    public boolean isVisiting() {
        return getOrgs().stream().noneMatch(org -> org.slug().equals(getOrgSlug()));
    }

    /** The role in words, and that the person runs the installation where they do. */
    public String getRole() {
        var role = texts.get("role." + current.getRole());
        return current.get().platformOperator() ? role + ", " + texts.get("role.PLATFORM") : role;
    }

    /** First letters of the first and the last name. */
    public String getInitials() {
        var names = current.getName().strip().split("\\s+");
        return Stream.of(names[0], names.length > 1 ? names[names.length - 1] : "")
                .filter(name -> !name.isEmpty())
                .map(name -> new String(Character.toChars(Character.toUpperCase(name.codePointAt(0)))))
                .collect(Collectors.joining());
    }

    /** Whether a page shows what needs this; the boundary decides again. */
    public boolean may(String permission) {
        return current.get().may(Permission.valueOf(permission));
    }

    /** Whether a section of the rail is of use to this person. */
    public boolean uses(Rail.Section section) {
        return section.needs() == null ? isOperator() : current.get().may(section.needs());
    }

    /** Whether this person runs the installation. */
    public boolean isOperator() {
        return current.get().platformOperator();
    }
}
