package dev.muster.web.identity;

import dev.muster.identity.boundary.OidcLinks;
import dev.muster.identity.boundary.Sessions;
import dev.muster.identity.entity.OidcLinkView;
import dev.muster.identity.entity.Profile;
import dev.muster.platform.Role;
import dev.muster.web.portal.Texts;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** The person's own account. What can be changed here goes over REST; see {@code assets/js/account.js}. */
@Named
@RequestScoped
public class AccountPage {

    @Inject
    private Sessions sessions;

    @Inject
    private OidcLinks links;

    @Inject
    private CurrentCaller current;

    @Inject
    private Texts texts;

    private Profile profile;
    private OidcLinkView link;

    /** How the person is tied to the OpenID provider. */
    public OidcLinkView getLink() {
        if (link == null) {
            link = links.find(current.get());
        }
        return link;
    }

    /** A text with the provider's name in it. */
    public String linkText(String key) {
        return texts.get(key, getLink().label());
    }

    public Profile getProfile() {
        if (profile == null) {
            profile = sessions.profile(current.get());
        }
        return profile;
    }

    public List<Profile.OrgRole> getOrgs() {
        return getProfile().orgs();
    }

    /** A role in words; none is that of a fleet member. */
    public String role(Role role) {
        return texts.get("role." + (role == null ? "MEMBER" : role.name()));
    }

    /** What a key may be narrowed to, weakest first. */
    public Role[] getRoles() {
        return Role.values();
    }
}
