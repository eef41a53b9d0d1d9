package dev.muster.web.rest;

import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** Says of each write in the description that it takes an {@code Idempotency-Key}; run by the build. */
public class KeyOfWrites implements OASFilter {

    /** By method of the code: what ends the session it came with, and what nobody has signed in for. */
    static final Set<String> WITHOUT = Set.of(
            "AuthResource_login",
            "AuthResource_refresh",
            "AuthResource_logout",
            "InvitationsResource_look",
            "InvitationsResource_accept",
            "InvitationsResource_signIn",
            "PasswordResetResource_ask",
            "PasswordResetResource_accept",
            "EnrollmentResource_enroll",
            "ProvisionResource_provision",
            "CheckInServlet_checkIn");

    private static final List<PathItem.HttpMethod> WRITES = List.of(
            PathItem.HttpMethod.POST, PathItem.HttpMethod.PUT, PathItem.HttpMethod.PATCH, PathItem.HttpMethod.DELETE);

    @Override
    public PathItem filterPathItem(PathItem path) {
        WRITES.stream()
                .map(path.getOperations()::get)
                .filter(write -> write != null && !WITHOUT.contains(write.getOperationId()))
                .forEach(KeyOfWrites::takesKey);
        return path;
    }

    private static void takesKey(Operation write) {
        write.addParameter(OASFactory.createObject(Parameter.class).ref(RestApplication.IDEMPOTENCY_KEY));
    }
}
