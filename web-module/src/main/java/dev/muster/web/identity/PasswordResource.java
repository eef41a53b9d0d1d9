package dev.muster.web.identity;

import dev.muster.identity.boundary.Account;
import dev.muster.platform.Refusal;
import dev.muster.web.rest.Envelope;
import dev.muster.web.rest.Idempotent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The caller's own password. */
@Path("/auth/password")
@RequestScoped
@Idempotent
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "auth")
public class PasswordResource {

    @Inject
    private Account account;

    @Inject
    private CurrentCaller caller;

    /** The password as it is, {@code current}, and as it shall be, {@code new}. */
    public record Change(
            String current,

            @com.fasterxml.jackson.annotation.JsonProperty("new")
            String next) {
        @Override
        public String toString() {
            return "Change[]";
        }
    }

    /** How many other sessions and API keys ended with the old password. */
    public record Changed(int sessionsEnded) {}

    @POST
    @Operation(
            summary = "Change the caller's password",
            description =
                    "All other sessions and all API keys of the person end. Refused with 403 password where current is"
                            + " wrong, which counts as a guess.")
    public Envelope<Changed> change(Change change) {
        if (change == null) {
            throw Refusal.invalid("/current", "send the password you have and the new one");
        }
        return Envelope.of(new Changed(account.changePassword(caller.get(), change.current(), change.next())));
    }
}
