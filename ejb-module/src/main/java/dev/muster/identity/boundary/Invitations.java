package dev.muster.identity.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
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
    private AuditLog audit;

    @Inject
    private TransactionScope transaction;

    /** An open invitation: who is invited where, and whether they have a password to prove themselves with. */
    public record Open(String email, String name, String orgName, boolean hasPassword) {}

    private record Found(long person, UUID publicId, long org, String email, String name, String orgName, String hash) {
        Open open() {
            return new Open(email, name, orgName, hash != null);
        }
    }

    /** @throws Refusal 404 for a token that is unknown, used or expired */
    public Open look(String token) {
        return find(token).open();
    }

    /**
     * Makes the person a member. Somebody who has a password signs in first: the link alone must not be a place to guess
     * it. Somebody who has none sets it, and their name.
     *
     * @param signedIn internal key of the person who asks; null for nobody
     * @throws Refusal 404 as in {@link #look}; 401 {@code sign-in}; 422 for a password that is too weak
     */
    public Open accept(String token, Long signedIn, String password, String name, String address, String requestId) {
        var found = find(token);
        if (found.hash() != null) {
            if (!Long.valueOf(found.person()).equals(signedIn)) {
                throw Refusal.of(401, "sign-in", "sign in as " + found.email() + ", then accept");
            }
        } else {
            PasswordRule.require(password, found.email());
            sql.update(
                    "update person set password_hash = ?, name = ?, updated_at = now(), version = version + 1"
                            + " where id = ? and password_hash is null",
                    passwords.inTurn(() -> passwords.hash(password)),
                    name == null || name.isBlank() ? found.name() : Text.clean(name.strip(), 200),
                    found.person());
        }
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
        var hash = Optional.ofNullable(token)
                .flatMap(Base64Url::decode)
                .map(ContentDigest::sha256)
                .orElseThrow(Invitations::gone);
        transaction.become(Scope.ofEnrollmentKey(HexFormat.of().formatHex(hash)));
        record Key(long person, long org) {}
        var key = sql.one(
                        "select person_id, org_id from invitation where token_hash = ? and expires_at > now()",
                        row -> new Key(row.number("person_id"), row.number("org_id")),
                        hash)
                .orElseThrow(Invitations::gone);
        transaction.become(Scope.ofOrg(key.org()));
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
                                row.text("password_hash")),
                        key.person(),
                        key.org())
                .orElseThrow(Invitations::gone);
    }

    private static Refusal gone() {
        return Refusal.of(404, "invitation", "this invitation is unknown, used or expired: ask for a new one");
    }
}
