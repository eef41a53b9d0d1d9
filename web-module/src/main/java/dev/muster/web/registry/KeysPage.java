package dev.muster.web.registry;

import dev.muster.platform.Permission;
import dev.muster.registry.boundary.EnrollmentKeys;
import dev.muster.registry.boundary.FactoryKeys;
import dev.muster.registry.boundary.ProvisionTokens;
import dev.muster.registry.entity.EnrollmentKeyView;
import dev.muster.registry.entity.FactoryKeyView;
import dev.muster.registry.entity.ProvisionTokenView;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.portal.Missing;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.List;

/** What lets devices in: enrollment keys, provision tokens and, for whoever may make them, factory keys. */
@Named
@RequestScoped
public class KeysPage {

    @Inject
    private EnrollmentKeys enrollmentKeys;

    @Inject
    private ProvisionTokens provisionTokens;

    @Inject
    private FactoryKeys factoryKeys;

    @Inject
    private CurrentCaller current;

    private final Instant now = Instant.now();
    private List<EnrollmentKeyView> enrollment;
    private List<ProvisionTokenView> tokens = List.of();
    private List<FactoryKeyView> factory = List.of();

    public void open() {
        var caller = current.get();
        enrollment = Missing.unless(() -> enrollmentKeys.list(caller));
        if (enrollment != null) {
            tokens = provisionTokens.list(caller);
            factory = caller.may(Permission.MANAGE_FACTORY_KEYS) ? factoryKeys.list(caller) : List.of();
        }
    }

    /** The key of the bundle for what a key is now. */
    public String state(Instant revokedAt, Instant expiresAt, Integer maxUses, int uses) {
        if (revokedAt != null) {
            return "keys.revoked";
        }
        if (expiresAt != null && expiresAt.isBefore(now)) {
            return "keys.expired";
        }
        return maxUses != null && uses >= maxUses ? "keys.used.up" : "keys.valid";
    }

    public String state(ProvisionTokenView token) {
        return state(token.revokedAt(), token.expiresAt(), 1, token.usedAt() == null ? 0 : 1);
    }

    public List<EnrollmentKeyView> getEnrollment() {
        return enrollment;
    }

    public List<ProvisionTokenView> getTokens() {
        return tokens;
    }

    public List<FactoryKeyView> getFactory() {
        return factory;
    }
}
