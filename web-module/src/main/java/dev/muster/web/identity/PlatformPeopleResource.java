package dev.muster.web.identity;

import dev.muster.identity.boundary.PlatformPeople;
import dev.muster.identity.entity.PersonView;
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
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** People of the installation; for the platform operator. */
@Path("/people")
@RequestScoped
@Idempotent
@Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "people")
public class PlatformPeopleResource {

    @Inject
    private PlatformPeople people;

    @Inject
    private CurrentCaller caller;

    /** What is absent stays. */
    public record Standing(Boolean disabled, Boolean platformOperator) {}

    @GET
    @Operation(summary = "List people", description = "Of all orgs and of none, newest first.")
    public Envelope<List<PersonView>> list(@BeanParam ListParameters list) {
        return Envelope.of(people.list(caller.get(), list.query()));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One person")
    public Response get(@PathParam("id") UUID id) {
        return answer(people.get(caller.get(), id));
    }

    @PATCH
    @Path("/{id}")
    @Operation(
            summary = "Disable somebody, or make them a platform operator; or the reverse",
            description = "Merge patch. Who is disabled is out at once, with sessions, API keys and open sockets; their"
                    + " memberships stay. Refused with 409 for oneself and for the last operator. If-Match guards.")
    public Response change(@PathParam("id") UUID id, Standing standing, @HeaderParam("If-Match") String ifMatch) {
        if (standing == null) {
            throw Refusal.invalid("/disabled", "say what to change");
        }
        return answer(people.change(
                caller.get(), id, standing.disabled(), standing.platformOperator(), Versions.expected(ifMatch)));
    }

    private static Response answer(PersonView person) {
        return Versions.ok(person, person.version());
    }
}
