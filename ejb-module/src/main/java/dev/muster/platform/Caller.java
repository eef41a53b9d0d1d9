package dev.muster.platform;

import java.util.UUID;

/**
 * A signed-in person acting in one org.
 *
 * @param personId internal key
 * @param id public id, the JWT's {@code sub}
 * @param orgId internal key of the org the person acts in
 * @param role the person's role there
 * @param platformOperator whether the person runs the installation
 * @param sessionId the session that proved them
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
        String address,
        String requestId)
        implements Scope {

    /** @throws Refusal 403 {@code forbidden} where the role does not cover it */
    public void require(Role needed) {
        if (!may(needed)) {
            throw Refusal.forbidden("this needs the role " + needed + " in " + orgSlug + "; yours is " + role);
        }
    }

    public boolean may(Role needed) {
        return role != null && role.covers(needed);
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
                requestAddress,
                request);
    }
}
