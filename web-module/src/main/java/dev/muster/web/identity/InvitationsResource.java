package dev.muster.web.identity;

import dev.muster.identity.boundary.Invitations;
import dev.muster.identity.boundary.OidcSignIn;
import dev.muster.platform.Caller;
import dev.muster.platform.Refusal;
import dev.muster.web.http.RequestInfo;
import dev.muster.web.rest.Envelope;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Invitations, for whoever holds one. The token travels in bodies only: an address ends in logs and histories. */
@Path("/auth/invitations")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "auth")
public class InvitationsResource {

    @Inject
    private Invitations invitations;

    @Inject
    private OidcSignIn oidc;

    @Context
    private HttpServletRequest request;

    @Context
    private HttpServletResponse response;

    /** The token; somebody without a password sets it, and may say their name. */
    public record Acceptance(String token, String password, String name) {
        @Override
        public String toString() {
            return "Acceptance[]";
        }
    }

    /** Where to sign in. */
    public record Way(String location) {}

    @POST
    @Path("/look")
    @Operation(summary = "Who is invited where")
    public Envelope<Invitations.Open> look(Acceptance acceptance) {
        return Envelope.of(invitations.look(required(acceptance).token()));
    }

    @POST
    @Path("/accept")
    @Operation(summary = "Accept", description = "Somebody who can sign in already does that first.")
    public Envelope<Invitations.Open> accept(Acceptance acceptance) {
        var wanted = required(acceptance);
        return Envelope.of(invitations.accept(
                wanted.token(),
                CallerMechanism.caller(request)
                        .filter(caller -> caller.key() == null)
                        .map(Caller::personId)
                        .orElse(null),
                wanted.password(),
                wanted.name(),
                RequestInfo.address(request),
                RequestInfo.id(request)));
    }

    @POST
    @Path("/oidc")
    @Operation(
            summary = "Accept by signing in at the OpenID provider",
            description = "Answers with the address to lead this browser to, and sets the cookie that ties it to the"
                    + " sign-in. The provider has to say that the invited address is verified.")
    public Envelope<Way> signIn(Acceptance acceptance) {
        var token = required(acceptance).token();
        invitations.look(token);
        var begun = oidc.begin("/", RequestInfo.address(request), token);
        HandshakeCookie.set(request, response, begun.handshake());
        return Envelope.of(new Way(begun.provider().toString()));
    }

    private static Acceptance required(Acceptance acceptance) {
        if (acceptance == null) {
            throw Refusal.invalid("/token", "send the invitation's token");
        }
        return acceptance;
    }
}
