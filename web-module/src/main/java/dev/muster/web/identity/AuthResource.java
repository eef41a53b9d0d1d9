package dev.muster.web.identity;

import dev.muster.identity.boundary.Account;
import dev.muster.identity.boundary.Sessions;
import dev.muster.identity.boundary.SignIn;
import dev.muster.identity.entity.Grant;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.Profile;
import dev.muster.identity.entity.SessionKind;
import dev.muster.identity.entity.SessionView;
import dev.muster.web.http.RequestInfo;
import dev.muster.web.rest.Envelope;
import dev.muster.web.rest.Idempotent;
import dev.muster.web.rest.ListParameters;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Signing in and out, and the caller's own sessions. */
@Path("/auth")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "auth")
public class AuthResource {

    @Inject
    private SignIn signIn;

    @Inject
    private Sessions sessions;

    @Inject
    private Account account;

    @Inject
    private CurrentCaller caller;

    @Context
    private HttpServletRequest request;

    /** Body of a login. {@code totp}: a code or a recovery code, for whoever has set up an authenticator. */
    public record Login(String email, String password, String totp) {
        @Override
        public String toString() {
            return "Login[email=" + email + "]";
        }
    }

    /** A user JWT, valid until {@code expiresAt} or until its session ends. */
    public record Token(String token, Instant expiresAt, Profile user) {
        static Token of(Grant grant) {
            return new Token(grant.credential(), grant.expiresAt(), grant.person());
        }

        @Override
        public String toString() {
            return "Token[expiresAt=" + expiresAt + "]";
        }
    }

    @POST
    @Path("/login")
    @Operation(
            summary = "Sign in",
            description = "E-mail and password for a user JWT. Refused with 401 totp where they are right and a code is"
                    + " needed too, or does not fit: send all of it again with totp.")
    public Envelope<Token> login(Login login) {
        return Envelope.of(Token.of(signIn.signIn(new LoginAttempt(
                login == null ? null : login.email(),
                login == null ? null : login.password(),
                login == null ? null : login.totp(),
                SessionKind.TOKEN,
                RequestInfo.address(request),
                request.getHeader("User-Agent"),
                RequestInfo.id(request)))));
    }

    @POST
    @Path("/refresh")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "A new token in place of this one")
    public Envelope<Token> refresh() {
        return Envelope.of(Token.of(sessions.refresh(caller.get(), request.getHeader("User-Agent"))));
    }

    @POST
    @Path("/logout")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Sign out", description = "Ends the session at once, open sockets included.")
    public Envelope<Boolean> logout() {
        sessions.end(caller.get(), caller.get().sessionId());
        return Envelope.of(true);
    }

    @GET
    @Path("/sessions")
    @Operation(summary = "The caller's open sessions")
    public Envelope<List<SessionView>> sessions(@BeanParam ListParameters list) {
        return Envelope.of(sessions.list(caller.get(), list.query()));
    }

    @Idempotent
    @DELETE
    @Path("/sessions/{id}")
    @Operation(summary = "End one of the caller's sessions")
    public Envelope<Boolean> end(@PathParam("id") UUID id) {
        sessions.end(caller.get(), id);
        return Envelope.of(true);
    }

    @Idempotent
    @DELETE
    @Path("/sessions")
    @Operation(
            summary = "End all of the caller's sessions but this one",
            description = "At once, open sockets included; API keys stay. The answer says how many there were.")
    public Envelope<Integer> endOthers() {
        return Envelope.of(sessions.endOthers(caller.get(), false));
    }

    @GET
    @Path("/me")
    @Operation(summary = "Who is asking")
    public Envelope<Profile> me() {
        return Envelope.of(sessions.profile(caller.get()));
    }

    /** What the caller wants to be called. */
    public record Name(String name) {}

    @Idempotent
    @PATCH
    @Path("/me")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Operation(summary = "Change the caller's name", description = "It is shown in all their orgs.")
    public Envelope<Profile> rename(Name name) {
        account.rename(caller.get(), name == null ? null : name.name());
        return Envelope.of(sessions.profile(caller.get()));
    }
}
