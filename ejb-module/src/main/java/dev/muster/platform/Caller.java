package dev.muster.platform;

import java.util.Set;
import java.util.UUID;

/**
 * A person acting in one org, signed in or by an API key.
 *
 * @param personId internal key
 * @param id public id, the JWT's {@code sub}
 * @param orgId internal key of the org the person acts in
 * @param role the role in all of the org; null for a fleet member, who sees the devices of their fleets only
 * @param platformOperator whether the person runs the installation
 * @param sessionId the session that proved them
 * @param key how narrow the API key is that proved them; null where they signed in themselves
 * @param address where the request came from
 * @param requestId the request, for the log and for problem documents
 */
public record Caller(
        Long personId,
        UUID id,
        String email,
        String name,
        Long orgId,
        String orgSlug,
        String orgName,
        Role role,
        boolean platformOperator,
        UUID sessionId,
        Key key,
        String address,
        String requestId)
        implements Scope {

    /**
     * An API key.
     *
     * @param most the strongest role it acts with; null: that of its person
     */
    public record Key(Role most) {}

    /**
     * For what concerns the org as a whole. What concerns one device asks for the person's role for that device. To look
     * is open to fleet members too: the database shows them the devices of their fleets and nothing else.
     *
     * @throws Refusal 403 {@code forbidden} where the role does not cover it
     */
    public void require(Permission permission) {
        if (!may(permission)) {
            throw Refusal.forbidden("this needs the role " + permission.role() + " in " + orgSlug + "; yours is "
                    + (role == null ? "in fleets only" : role));
        }
    }

    public boolean may(Permission permission) {
        return role == null ? permission == Permission.VIEW_DEVICES : role.covers(permission.role());
    }

    /** @throws Refusal 403 {@code forbidden} for everybody but the platform operator */
    public void requirePlatform() {
        if (!platformOperator) {
            throw Refusal.forbidden("this needs the platform operator");
        }
    }

    /**
     * For what concerns the person's own account: a key, which lies in files and build servers, must not make itself
     * stronger or outlive its end.
     *
     * @throws Refusal 403 {@code api-key} for an API key
     */
    public void requireSignedIn() {
        if (key != null) {
            throw Refusal.of(403, "api-key", "an API key cannot do this: sign in");
        }
    }

    /** A role of the person as far as their key goes. */
    public Role narrowed(Role own) {
        return key == null || key.most() == null || own == null || key.most().covers(own) ? own : key.most();
    }

    /** The groups of a MicroProfile JWT: the role in the org; a fleet member has none. */
    public Set<String> groups() {
        return role == null ? Set.of() : Set.of(role.name());
    }

    @Override
    public boolean wide() {
        return role != null;
    }

    @Override
    public boolean platform() {
        return platformOperator;
    }

    /** The same person in the same org, as one request. */
    public Caller in(String requestAddress, String request) {
        return new Caller(
                personId,
                id,
                email,
                name,
                orgId,
                orgSlug,
                orgName,
                role,
                platformOperator,
                sessionId,
                key,
                requestAddress,
                request);
    }
}
