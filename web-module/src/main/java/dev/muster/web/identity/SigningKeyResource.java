package dev.muster.web.identity;

import dev.muster.command.boundary.SenderProof;
import dev.muster.identity.boundary.OperatorKeys;
import dev.muster.identity.entity.OperatorKeyView;
import dev.muster.platform.Refusal;
import dev.muster.web.rest.Envelope;
import dev.muster.web.rest.Idempotent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The key the caller signs commands with. */
@Path("/auth/signing-key")
@RequestScoped
@Idempotent
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "auth")
public class SigningKeyResource {

    @Inject
    private OperatorKeys keys;

    @Inject
    private SenderProof proof;

    @Inject
    private CurrentCaller caller;

    /** The key in use, null for none; and whether the caller's org takes signed commands only. */
    public record Standing(OperatorKeyView key, boolean required) {}

    /** {@code key} is b64 of 32 bytes; {@code totp} a code, where the caller's login asks for one. */
    public record NewKey(UUID id, String key, String password, String totp) {
        @Override
        public String toString() {
            return "NewKey[id=" + id + "]";
        }
    }

    @GET
    @Operation(summary = "The caller's signing key", description = "Its id and age; the key itself is never shown.")
    public Envelope<Standing> get() {
        return Envelope.of(new Standing(keys.find(caller.get()).orElse(null), proof.isRequired(caller.get())));
    }

    @PUT
    @Operation(
            summary = "Take a signing key into use",
            description =
                    "In place of the one before. Made where its owner sits: id (a UUID), key (base64url of 32 random"
                            + " bytes), the caller's password, and totp where their login asks for a code. Refused with 403"
                            + " proof where these are wrong, which counts as a guess.")
    public Envelope<OperatorKeyView> register(NewKey key) {
        if (key == null) {
            throw Refusal.invalid("/id", "send id, key and password");
        }
        return Envelope.of(keys.register(caller.get(), key.id(), key.key(), key.password(), key.totp()));
    }

    @DELETE
    @Operation(summary = "Take the signing key out of use")
    public Envelope<Boolean> remove() {
        keys.remove(caller.get());
        return Envelope.of(true);
    }
}
