package dev.muster.identity.boundary;

import dev.muster.audit.entity.Actor;
import dev.muster.identity.control.LinkRows;
import dev.muster.identity.control.OidcSettings;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.OidcLinkView;
import dev.muster.platform.Caller;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.Map;

/** A person's own tie to the OpenID provider: seen, and removed by whoever can still sign in without it. */
@Stateless
@Scoped
public class OidcLinks {

    @Inject
    private Sql sql;

    @Inject
    private LinkRows links;

    @Inject
    private OidcSettings settings;

    @Inject
    private SignIn signIn;

    @Inject
    private PersonAudit audit;

    public OidcLinkView find(Caller caller) {
        caller.requireSignedIn();
        if (!settings.isOn()) {
            return new OidcLinkView(null, null, null, false);
        }
        var link = links.find(caller.personId(), settings.issuer());
        return new OidcLinkView(
                settings.label(),
                link.map(LinkRows.Link::email).orElse(null),
                link.map(LinkRows.Link::since).orElse(null),
                link.isPresent() && canDoWithout(caller));
    }

    /**
     * The next sign-in at the provider is a first one again.
     *
     * @throws Refusal 404 where there is no tie; 409 {@code oidc-only} where they could not sign in without it; 403 {@code
     *     password}
     */
    public void remove(Caller caller, String password) {
        caller.requireSignedIn();
        if (!settings.isOn() || links.find(caller.personId(), settings.issuer()).isEmpty()) {
            throw Refusal.notFound("link");
        }
        if (!canDoWithout(caller)) {
            throw Refusal.conflict(
                    "oidc-only", "you could not sign in without it: you have no password that opens this");
        }
        signIn.prove(LoginAttempt.again(caller, password, null), false);
        links.delete(caller.personId(), settings.issuer());
        audit.record(
                Actor.of(caller),
                caller.personId(),
                "person.unlinked",
                "person",
                caller.id().toString(),
                Map.of("issuer", settings.issuer()));
    }

    private boolean canDoWithout(Caller caller) {
        return (!settings.isOnlyWay() || caller.platformOperator())
                && sql.one(
                                "select password_hash is not null as given from person where id = ?",
                                row -> row.bool("given"),
                                caller.personId())
                        .orElse(false);
    }
}
