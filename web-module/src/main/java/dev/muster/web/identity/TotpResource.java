package dev.muster.web.identity;

import dev.muster.identity.boundary.Account;
import dev.muster.identity.entity.TotpState;
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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The caller's own authenticator app (RFC 6238) and recovery codes. */
@Path("/auth/totp")
@RequestScoped
@Idempotent
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "auth")
public class TotpResource {

    @Inject
    private Account account;

    @Inject
    private CurrentCaller caller;

    /** What proves the person again: the password, and where one is on, a code of the app or a recovery code. */
    public record Proof(String password, String totp) {
        @Override
        public String toString() {
            return "Proof[]";
        }
    }

    /** A code that the app shows. */
    public record Confirmation(String code) {}

    /** Shown this once: the secret in base32, the same as {@code otpauth:} URI, and that as a QR code. */
    public record Setup(String secret, String uri, QrPicture qr) {
        @Override
        public String toString() {
            return "Setup[]";
        }
    }

    /** Shown this once; each opens one login. */
    public record RecoveryCodes(List<String> recoveryCodes) {
        @Override
        public String toString() {
            return "RecoveryCodes[]";
        }
    }

    @GET
    @Operation(summary = "Whether the caller's login asks for a code")
    public Envelope<TotpState> state() {
        return Envelope.of(account.totp(caller.get()));
    }

    @POST
    @Operation(
            summary = "Begin to set up an authenticator app",
            description = "Needs the password. Nothing changes until a code confirms that the app has the secret.")
    public Envelope<Setup> begin(Proof proof) {
        var setup = account.beginTotp(caller.get(), proof == null ? null : proof.password());
        return Envelope.of(new Setup(setup.secret(), setup.uri(), QrPicture.of(setup.uri())));
    }

    @POST
    @Path("/confirm")
    @Operation(
            summary = "Confirm the app with a code",
            description = "From then on each login asks for one. The answer shows ten recovery codes, once.")
    public Envelope<RecoveryCodes> confirm(Confirmation confirmation) {
        return Envelope.of(new RecoveryCodes(
                account.confirmTotp(caller.get(), confirmation == null ? null : confirmation.code())));
    }

    @POST
    @Path("/recovery-codes")
    @Operation(summary = "Ten other recovery codes", description = "Needs password and code. The earlier ones end.")
    public Envelope<RecoveryCodes> renewRecoveryCodes(Proof proof) {
        return Envelope.of(new RecoveryCodes(account.renewRecoveryCodes(
                caller.get(), proof == null ? null : proof.password(), proof == null ? null : proof.totp())));
    }

    @POST
    @Path("/disable")
    @Operation(summary = "Sign in without a code again", description = "Needs password and code.")
    public Envelope<Boolean> disable(Proof proof) {
        account.endTotp(caller.get(), proof == null ? null : proof.password(), proof == null ? null : proof.totp());
        return Envelope.of(true);
    }
}
