package dev.muster.web.identity;

import dev.muster.identity.boundary.PasswordResets;
import dev.muster.platform.Refusal;
import dev.muster.web.http.RequestInfo;
import dev.muster.web.rest.Envelope;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A new password by a link in a letter. The token travels in bodies only: an address ends in logs and histories. */
@Path("/auth/password-reset")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "auth")
public class PasswordResetResource {

    @Inject
    private PasswordResets resets;

    @Context
    private HttpServletRequest request;

    /** Who forgot their password. */
    public record Asked(String email) {}

    /** The link's token, and the new password. */
    public record Accepted(String token, String password) {
        @Override
        public String toString() {
            return "Accepted[]";
        }
    }

    @POST
    @Operation(
            summary = "Ask for a letter with a link",
            description = "The answer is the same whether or not anybody has that address.")
    public Envelope<Boolean> ask(Asked asked) {
        resets.ask(asked == null ? null : asked.email(), RequestInfo.address(request), RequestInfo.id(request));
        return Envelope.of(true);
    }

    @POST
    @Path("/accept")
    @Operation(summary = "Set the new password", description = "Ends all sessions and API keys of the person.")
    public Envelope<Boolean> accept(Accepted accepted) {
        if (accepted == null) {
            throw Refusal.invalid("/token", "send the link's token and the new password");
        }
        resets.accept(accepted.token(), accepted.password(), RequestInfo.address(request), RequestInfo.id(request));
        return Envelope.of(true);
    }
}
