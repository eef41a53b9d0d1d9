package dev.muster.identity.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.identity.control.LinkRows;
import dev.muster.identity.control.PasswordRule;
import dev.muster.identity.control.Passwords;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import dev.muster.protocol.Text;
import dev.muster.protocol.crypto.Base64Url;
import dev.muster.protocol.crypto.ContentDigest;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Accepting an invitation, by whoever holds its link. */
@Stateless
@Scoped
public class Invitations {

    @Inject
    private Sql sql;

    @Inject
    private Passwords passwords;

    @Inject
    private LinkRows links;

    @Inject
    private AuditLog audit;

    @Inject
    private TransactionScope transaction;

    /** An open invitation: who is invited where, and whether they have a password or a provider to sign in with first. */
    public record Open(String email, String name, String orgName, boolean hasPassword) {}

    private record Found(
            long person, UUID publicId, long org, String email, String name, String orgName, boolean known) {
        Open open() {
            return new Open(email, name, orgName, known);
        }
    }

    /** @throws Refusal 404 for a token that is unknown, used or expired */
    public Open look(String token) {
        return find(token).open();
    }

    /**
     * Makes the person a member. Somebody who can sign in does that first: the link alone must not be a place to guess a
     * password, or to set one beside a provider's sign-in. Somebody who cannot yet sets a password, and their name.
     *
     * @param signedIn internal key of the person who asks; null for nobody
     * @throws Refusal 404 as in {@link #look}; 401 {@code sign-in}; 422 for a password that is too weak
     */
    public Open accept(String token, Long signedIn, String password, String name, String address, String requestId) {
        var found = find(token);
        if (found.known()) {
            if (!Long.valueOf(found.person()).equals(signedIn)) {
                throw Refusal.of(401, "sign-in", "sign in as " + found.email() + ", then accept");
            }
        } else {
            PasswordRule.require(password, found.email(), found.name(), found.orgName(), name);
            sql.update(
                    "update person set password_hash = ?, name = ?, updated_at = now(), version = version + 1"
                            + " where id = ? and password_hash is null",
                    passwords.inTurn(() -> passwords.hash(password)),
                    name == null || name.isBlank() ? found.name() : Text.clean(name.strip(), 200),
                    found.person());
        }
        return join(found, address, requestId);
    }

    /**
     * As {@link #accept} for somebody whom the provider has just signed in.
     *
     * @param hexHash SHA-256 of the invitation's token
     * @param name as the provider says; taken for somebody who is new here
     * @throws Refusal 404 as in {@link #look}; 403 {@code oidc-other} where somebody else is invited
     */
    public Open accept(String hexHash, long signedIn, String name, String address, String requestId) {
        var found = find(HexFormat.of().parseHex(hexHash));
        requireInvited(found, signedIn);
        if (!found.known() && name != null) {
            sql.update("update person set name = ?, updated_at = now() where id = ?", name, found.person());
        }
        return join(found, address, requestId);
    }

    /** @throws Refusal as in {@link #accept(String, long, String, String, String)} */
    public void requireInvited(String hexHash, long person) {
        requireInvited(find(HexFormat.of().parseHex(hexHash)), person);
    }

    private static void requireInvited(Found found, long person) {
        if (found.person() != person) {
            throw Refusal.of(403, "oidc-other", "the invitation is for " + found.email());
        }
    }

    private Open join(Found found, String address, String requestId) {
        transaction.become(Scope.ofOrg(found.org()));
        sql.update(
                "update membership set accepted_at = now(), updated_at = now() where person_id = ? and org_id = ?",
                found.person(),
                found.org());
        sql.update("delete from invitation where person_id = ? and org_id = ?", found.person(), found.org());
        var actor = new Actor(Actor.Kind.PERSON, found.publicId().toString(), found.email(), address, null, requestId);
        audit.record(
                actor, found.org(), "user.joined", "person", found.publicId().toString(), Map.of());
        return found.open();
    }

    private Found find(String token) {
        return find(Optional.ofNullable(token)
                .flatMap(Base64Url::decode)
                .map(ContentDigest::sha256)
                .orElseThrow(Invitations::gone));
    }

    private Found find(byte[] hash) {
        transaction.become(Scope.ofEnrollmentKey(HexFormat.of().formatHex(hash)));
        record Key(long person, long org) {}
        var key = sql.one(
                        "select person_id, org_id from invitation where token_hash = ? and expires_at > now()",
                        row -> new Key(row.number("person_id"), row.number("org_id")),
                        hash)
                .orElseThrow(Invitations::gone);
        transaction.become(Scope.ofPerson(key.person()));
        var linked = links.any(key.person());
        return sql.one(
                        """
                        select p.id, p.public_id, p.email, p.name, p.password_hash, o.name as org_name
                        from person p, org o where p.id = ? and o.id = ? and p.disabled_at is null""",
                        row -> new Found(
                                row.number("id"),
                                row.uuid("public_id"),
                                key.org(),
                                row.text("email"),
                                row.text("name"),
                                row.text("org_name"),
                                linked || row.text("password_hash") != null),
                        key.person(),
                        key.org())
                .orElseThrow(Invitations::gone);
    }

    private static Refusal gone() {
        return Refusal.of(404, "invitation", "this invitation is unknown, used or expired: ask for a new one");
    }
}
