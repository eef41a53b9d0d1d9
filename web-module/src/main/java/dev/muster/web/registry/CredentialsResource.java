package dev.muster.web.registry;

import dev.muster.registry.boundary.DeviceCredentials;
import dev.muster.registry.entity.CredentialView;
import dev.muster.registry.entity.NewCredential;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.rest.Envelope;
import dev.muster.web.rest.Idempotent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A device's credential as people handle it. */
@Path("/devices/{id}/credentials")
@RequestScoped
@Idempotent
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "devices")
public class CredentialsResource {

    @Inject
    private DeviceCredentials credentials;

    @Inject
    private CurrentCaller caller;

    @GET
    @Operation(
            summary = "A device's credential, without its secret",
            description = "Version, when it was made, first used and revoked, and until when the one before works too.")
    public Envelope<CredentialView> get(@PathParam("id") String id) {
        return Envelope.of(credentials.get(caller.get(), id));
    }

    @POST
    @Path("/rotate")
    @Operation(
            summary = "Make a new secret and token",
            description = "The answer shows them, once. The old ones work beside them until previousUntil.")
    public Envelope<NewCredential> rotate(@PathParam("id") String id) {
        return Envelope.of(credentials.rotate(caller.get(), id));
    }

    @DELETE
    @Operation(summary = "Revoke a device's credential", description = "At once, open sockets included.")
    public Envelope<Boolean> revoke(@PathParam("id") String id) {
        credentials.revoke(caller.get(), id);
        return Envelope.of(true);
    }
}
