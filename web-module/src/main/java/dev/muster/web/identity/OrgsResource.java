package dev.muster.web.identity;

import dev.muster.identity.boundary.Orgs;
import dev.muster.identity.entity.OrgView;
import dev.muster.platform.Refusal;
import dev.muster.web.rest.Envelope;
import dev.muster.web.rest.Idempotent;
import dev.muster.web.rest.ListParameters;
import dev.muster.web.rest.Versions;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Orgs of the installation; for the platform operator. */
@Path("/orgs")
@RequestScoped
@Idempotent
@Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "people")
public class OrgsResource {

    @Inject
    private Orgs orgs;

    @Inject
    private CurrentCaller caller;

    /** An org to be made or changed; without a slug one is made from the name. */
    public record Org(String name, String slug, Boolean signedCommands, String password, String totp) {
        @Override
        public String toString() {
            return "Org[name=" + name + ", slug=" + slug + ", signedCommands=" + signedCommands + "]";
        }
    }

    @GET
    @Operation(summary = "List orgs")
    public Envelope<List<OrgView>> list(@BeanParam ListParameters list) {
        return Envelope.of(orgs.list(caller.get(), list.query()));
    }

    @POST
    @Operation(summary = "Make an org")
    public Response create(Org org) {
        var wanted = required(org);
        var made = orgs.create(caller.get(), wanted.name(), wanted.slug());
        return Versions.created("orgs/" + made.slug(), made, made.version());
    }

    @GET
    @Path("/{slug}")
    @Operation(summary = "One org")
    public Response get(@PathParam("slug") String slug) {
        return answer(orgs.get(caller.get(), slug));
    }

    @PATCH
    @Path("/{slug}")
    @Operation(
            summary = "Change an org",
            description =
                    "Its name, by the platform operator; or signedCommands, by its administrators: whether it takes"
                            + " commands only with their sender's signature; ending that needs their password, and totp where set up. One of them a request. If-Match guards against"
                            + " overwriting.")
    public Response change(@PathParam("slug") String slug, Org org, @HeaderParam("If-Match") String ifMatch) {
        var wanted = required(org);
        if (wanted.name() != null && wanted.signedCommands() != null) {
            throw Refusal.invalid("/signedCommands", "change the name and this in two requests");
        }
        return answer(
                wanted.signedCommands() == null
                        ? orgs.rename(caller.get(), slug, wanted.name(), Versions.expected(ifMatch))
                        : orgs.signedCommands(
                                caller.get(),
                                slug,
                                wanted.signedCommands(),
                                Versions.expected(ifMatch),
                                wanted.password(),
                                wanted.totp()));
    }

    private static Org required(Org org) {
        if (org == null) {
            throw Refusal.invalid("/name", "a name has 1 to 200 characters");
        }
        return org;
    }

    private static Response answer(OrgView org) {
        return Versions.ok(org, org.version());
    }
}
