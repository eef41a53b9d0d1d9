package dev.muster.web.registry;

import dev.muster.platform.Refusal;
import dev.muster.registry.boundary.EnrollmentKeys;
import dev.muster.registry.entity.EnrollmentKeyView;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.rest.Envelope;
import dev.muster.web.rest.Idempotent;
import dev.muster.web.rest.ListParameters;
import dev.muster.web.rest.Versions;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Enrollment keys of the caller's org. */
@Path("/enrollment-keys")
@RequestScoped
@Idempotent
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "devices")
public class EnrollmentKeysResource {

    @Inject
    private EnrollmentKeys keys;

    @Inject
    private CurrentCaller caller;

    /** A key to be made; all but {@code name} may be left out. Without {@code autoApprove} a person accepts each device. */
    public record NewKey(String name, Instant expiresAt, Integer maxUses, Boolean autoApprove) {}

    @GET
    @Operation(summary = "List enrollment keys")
    public Envelope<List<EnrollmentKeyView>> list(@BeanParam ListParameters list) {
        return Envelope.of(keys.list(caller.get(), list.query()));
    }

    @POST
    @Operation(summary = "Make an enrollment key", description = "The answer shows the key, once.")
    public Response create(NewKey key) {
        if (key == null) {
            throw Refusal.invalid("/name", "a name has 1 to 100 characters");
        }
        var created = keys.create(
                caller.get(), key.name(), key.expiresAt(), key.maxUses(), Boolean.TRUE.equals(key.autoApprove()));
        return Versions.created("enrollment-keys/" + created.id(), created, created.version());
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One enrollment key")
    public Response get(@PathParam("id") UUID id) {
        var found = keys.get(caller.get(), id);
        return Versions.ok(found, found.version());
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Revoke an enrollment key")
    public Envelope<Boolean> revoke(@PathParam("id") UUID id) {
        keys.revoke(caller.get(), id);
        return Envelope.of(true);
    }
}
