package dev.muster.web.identity;

import dev.muster.identity.boundary.OidcLinks;
import dev.muster.identity.entity.OidcLinkView;
import dev.muster.web.rest.Envelope;
import dev.muster.web.rest.Idempotent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The caller's own tie to the OpenID provider. Signing in there is {@link OidcServlet}'s. */
@Path("/auth/oidc")
@RequestScoped
@Idempotent
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "auth")
public class OidcResource {

    @Inject
    private OidcLinks links;

    @Inject
    private CurrentCaller caller;

    /** What proves the person again. */
    public record Proof(String password) {
        @Override
        public String toString() {
            return "Proof[]";
        }
    }

    @GET
    @Operation(
            summary = "How the caller is tied to the OpenID provider",
            description = "Without label where this installation has no provider, without since where there is no tie.")
    public Envelope<OidcLinkView> find() {
        return Envelope.of(links.find(caller.get()));
    }

    @POST
    @Path("/remove")
    @Operation(
            summary = "Remove the tie to the OpenID provider",
            description =
                    "Needs the password. Refused with 409 oidc-only where the caller could not sign in without it.")
    public Envelope<Boolean> remove(Proof proof) {
        links.remove(caller.get(), proof == null ? null : proof.password());
        return Envelope.of(true);
    }
}
