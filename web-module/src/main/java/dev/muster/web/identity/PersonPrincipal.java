package dev.muster.web.identity;

import dev.muster.platform.Caller;
import jakarta.security.enterprise.CallerPrincipal;
import java.util.Set;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** A signed-in person as the platform sees them; the same whether a cookie or a token proved them. */
public class PersonPrincipal extends CallerPrincipal implements JsonWebToken {

    private static final long serialVersionUID = 1;

    private final transient Caller caller;

    public PersonPrincipal(Caller caller) {
        super(caller.id().toString());
        this.caller = caller;
    }

    public Caller caller() {
        return caller;
    }

    @Override
    public Set<String> getClaimNames() {
        return Set.of(
                Claims.iss.name(), Claims.sub.name(), Claims.groups.name(), Claims.upn.name(), "org", "role", "sid");
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T getClaim(String name) {
        Object value = switch (name) {
            case "iss" -> "muster";
            case "sub" -> caller.id().toString();
            case "upn" -> caller.email();
            case "groups" -> caller.groups();
            case "org" -> caller.orgSlug();
            case "role" -> caller.role() == null ? null : caller.role().name();
            case "sid" -> caller.sessionId().toString();
            default -> null;
        };
        return (T) value;
    }
}
