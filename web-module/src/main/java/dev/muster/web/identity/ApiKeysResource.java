package dev.muster.web.identity;

import dev.muster.identity.boundary.ApiKeys;
import dev.muster.identity.entity.ApiKeyView;
import dev.muster.identity.entity.NewApiKey;
import dev.muster.platform.Refusal;
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
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The caller's own API keys. */
@Path("/auth/api-keys")
@RequestScoped
@Idempotent
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "auth")
public class ApiKeysResource {

    @Inject
    private ApiKeys keys;

    @Inject
    private CurrentCaller caller;

    @GET
    @Operation(summary = "The caller's API keys", description = "Those that still open something.")
    public Envelope<List<ApiKeyView>> list(@BeanParam ListParameters list) {
        return Envelope.of(keys.list(caller.get(), list.query()));
    }

    @POST
    @Operation(
            summary = "Make an API key",
            description =
                    "The answer shows the key, once. It goes into Authorization: Bearer, acts as its person or, with"
                            + " org and role, for less, and cannot touch the person's account. It ends after 14 days unused and"
                            + " 90 days at most, and with the password.")
    public Response create(NewApiKey key) {
        if (key == null) {
            throw Refusal.invalid("/name", "a name has 1 to 100 characters");
        }
        var made = keys.create(caller.get(), key);
        return Versions.created("auth/api-keys/" + made.id(), made, made.version());
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One of the caller's API keys")
    public Response get(@PathParam("id") UUID id) {
        var found = keys.get(caller.get(), id);
        return Versions.ok(found, found.version());
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Revoke an API key", description = "At once, open sockets included.")
    public Envelope<Boolean> revoke(@PathParam("id") UUID id) {
        keys.revoke(caller.get(), id);
        return Envelope.of(true);
    }
}
