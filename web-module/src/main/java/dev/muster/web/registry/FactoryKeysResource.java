package dev.muster.web.registry;

import dev.muster.platform.Refusal;
import dev.muster.registry.boundary.FactoryKeys;
import dev.muster.registry.entity.FactoryKeyView;
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

/** Factory keys made by the caller's org. */
@Path("/factory-keys")
@RequestScoped
@Idempotent
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "devices")
public class FactoryKeysResource {

    @Inject
    private FactoryKeys keys;

    @Inject
    private CurrentCaller caller;

    /** A key to be made; {@code model} is given to its devices, and may be left out like the bounds. */
    public record NewKey(String name, String model, Instant expiresAt, Integer maxUses) {}

    @GET
    @Operation(summary = "List factory keys")
    public Envelope<List<FactoryKeyView>> list(@BeanParam ListParameters list) {
        return Envelope.of(keys.list(caller.get(), list.query()));
    }

    @POST
    @Operation(
            summary = "Make a factory key",
            description =
                    "One for each product batch; the answer shows it, once. Its devices register themselves in the"
                            + " unclaimed pool with their first check-in.")
    public Response create(NewKey key) {
        if (key == null) {
            throw Refusal.invalid("/name", "a name has 1 to 100 characters");
        }
        var created = keys.create(caller.get(), key.name(), key.model(), key.expiresAt(), key.maxUses());
        return Versions.created("factory-keys/" + created.id(), created, created.version());
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One factory key")
    public Response get(@PathParam("id") UUID id) {
        var found = keys.get(caller.get(), id);
        return Versions.ok(found, found.version());
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Revoke a factory key", description = "Devices that are registered already stay.")
    public Envelope<Boolean> revoke(@PathParam("id") UUID id) {
        keys.revoke(caller.get(), id);
        return Envelope.of(true);
    }
}
