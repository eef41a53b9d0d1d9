package dev.muster.web.registry;

import dev.muster.platform.Refusal;
import dev.muster.registry.boundary.ProvisionTokens;
import dev.muster.registry.entity.ProvisionTokenView;
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

/** Provision tokens of the caller's org. */
@Path("/provision-tokens")
@RequestScoped
@Idempotent
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "devices")
public class ProvisionTokensResource {

    @Inject
    private ProvisionTokens tokens;

    @Inject
    private CurrentCaller caller;

    /** A token to be made; with {@code deviceId} it is for that device alone, known or not. */
    public record NewToken(String name, String deviceId, Instant expiresAt) {}

    @GET
    @Operation(summary = "List provision tokens")
    public Envelope<List<ProvisionTokenView>> list(@BeanParam ListParameters list) {
        return Envelope.of(tokens.list(caller.get(), list.query()));
    }

    @POST
    @Operation(
            summary = "Make a provision token",
            description = "Lets one device in, once; the answer shows it, once. One that names a known device is the"
                    + " permit for it to enroll again.")
    public Response create(NewToken token) {
        if (token == null) {
            throw Refusal.invalid("/name", "a name has 1 to 100 characters");
        }
        var made = tokens.create(caller.get(), token.name(), token.deviceId(), token.expiresAt());
        return Versions.created("provision-tokens/" + made.id(), made, made.version());
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One provision token")
    public Response get(@PathParam("id") UUID id) {
        var found = tokens.get(caller.get(), id);
        return Versions.ok(found, found.version());
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Revoke a provision token")
    public Envelope<Boolean> revoke(@PathParam("id") UUID id) {
        tokens.revoke(caller.get(), id);
        return Envelope.of(true);
    }
}
