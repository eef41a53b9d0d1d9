package dev.muster.web.identity;

import dev.muster.identity.boundary.OidcSignIn;
import dev.muster.web.portal.Texts;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** By which ways an invitation can be accepted; the rest is {@code assets/js/invitation.js}. */
@Named
@RequestScoped
public class InvitationPage {

    @Inject
    private OidcSignIn oidc;

    @Inject
    private Texts texts;

    public boolean isByProvider() {
        return oidc.isOn();
    }

    /** Whether a password of one's own would open anything. */
    public boolean isByPassword() {
        return !oidc.isOnlyWay();
    }

    public String getProviderWords() {
        return texts.get("invitation.oidc", oidc.label());
    }
}
