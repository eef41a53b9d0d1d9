package dev.muster.web.identity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.identity.boundary.People;
import dev.muster.identity.boundary.SecondFactor;
import dev.muster.identity.entity.Invited;
import dev.muster.identity.entity.NewMember;
import dev.muster.identity.entity.UserView;
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
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Members of the caller's org. */
@Path("/users")
@RequestScoped
@Idempotent
@Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "people")
public class UsersResource {

    @Inject
    private People people;

    @Inject
    private SecondFactor secondFactor;

    @Inject
    private CurrentCaller caller;

    /** Somebody just invited, with what the link needs, once; {@code mailed} where a letter with it is on its way. */
    public record Invitation(UserView user, Link invitation, boolean mailed) {
        /** {@code token} goes into {@code /invitation#token}, or to {@code POST /auth/invitations/accept}. */
        public record Link(String token, Instant expiresAt) {}

        static Invitation of(Invited invited) {
            return new Invitation(invited.user(), new Link(invited.token(), invited.expiresAt()), invited.mailed());
        }
    }

    @GET
    @Operation(summary = "List members")
    public Envelope<List<UserView>> list(@BeanParam ListParameters list) {
        return Envelope.of(people.list(caller.get(), list.query()));
    }

    @POST
    @Operation(
            summary = "Invite somebody",
            description = "A role in the org, or roles in fleets. The answer shows the invitation's token, once.")
    public Response invite(NewMember member) {
        if (member == null) {
            throw Refusal.invalid("/email", "say whom to invite");
        }
        var invited = people.invite(caller.get(), member);
        return Versions.created(
                "users/" + invited.user().id(),
                Invitation.of(invited),
                invited.user().version());
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One member")
    public Response get(@PathParam("id") UUID id) {
        return answer(people.get(caller.get(), id));
    }

    @PATCH
    @Path("/{id}")
    @Operation(
            summary = "Change what a member may do",
            description =
                    "Merge patch: what is absent stays; role null is none in the org, fleets are as they shall be. The name"
                            + " of somebody who is of other orgs too is theirs to change (409); the e-mail address is"
                            + " how they sign in and stays (422). If-Match guards.")
    @RequestBody(content = @Content(schema = @Schema(implementation = NewMember.class)))
    public Response change(@PathParam("id") UUID id, JsonNode patch, @HeaderParam("If-Match") String ifMatch) {
        return answer(people.change(caller.get(), id, patch, Versions.expected(ifMatch)));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "End a membership", description = "At once, open sockets included.")
    public Envelope<Boolean> remove(@PathParam("id") UUID id) {
        people.remove(caller.get(), id);
        return Envelope.of(true);
    }

    @DELETE
    @Path("/{id}/totp")
    @Operation(
            summary = "Let a member who lost their authenticator sign in without a code",
            description =
                    "Refused with 403 where the member also belongs to an org that the caller does not administer:"
                            + " then the platform operator does it.")
    public Envelope<Boolean> resetTotp(@PathParam("id") UUID id) {
        secondFactor.reset(caller.get(), id);
        return Envelope.of(true);
    }

    private static Response answer(UserView user) {
        return Versions.ok(user, user.version());
    }
}
