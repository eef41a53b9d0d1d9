package dev.muster.web.registry;

import dev.muster.platform.Refusal;
import dev.muster.registry.boundary.Sites;
import dev.muster.registry.entity.SiteView;
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
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
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

/** Sites of the caller's org. */
@Path("/sites")
@RequestScoped
@Idempotent
@Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "fleets")
public class SitesResource {

    @Inject
    private Sites sites;

    @Inject
    private CurrentCaller caller;

    /** A site to be made or changed; {@code timeZone} is an IANA name, UTC where it is left out. */
    public record Site(String name, String slug, String address, String timeZone) {}

    @GET
    @Operation(summary = "List sites")
    public Envelope<List<SiteView>> list(@BeanParam ListParameters list) {
        return Envelope.of(sites.list(caller.get(), list.query()));
    }

    @POST
    @Operation(summary = "Make a site")
    public Response create(Site site) {
        var wanted = required(site);
        var made = sites.create(caller.get(), wanted.name(), wanted.slug(), wanted.address(), wanted.timeZone());
        return Versions.created("sites/" + made.id(), made, made.version());
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One site")
    public Response get(@PathParam("id") UUID id) {
        return answer(sites.get(caller.get(), id));
    }

    @PATCH
    @Path("/{id}")
    @Operation(summary = "Change a site", description = "The slug stays. If-Match guards against overwriting.")
    public Response edit(@PathParam("id") UUID id, Site site, @HeaderParam("If-Match") String ifMatch) {
        var wanted = required(site);
        return answer(sites.edit(
                caller.get(), id, wanted.name(), wanted.address(), wanted.timeZone(), Versions.expected(ifMatch)));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Delete a site where no device is")
    public Envelope<Boolean> delete(@PathParam("id") UUID id) {
        sites.delete(caller.get(), id);
        return Envelope.of(true);
    }

    private static Site required(Site site) {
        if (site == null) {
            throw Refusal.invalid("/name", "a name has 1 to 200 characters");
        }
        return site;
    }

    private static Response answer(SiteView site) {
        return Versions.ok(site, site.version());
    }
}
