package dev.muster.identity.control;

import dev.muster.identity.entity.OidcIdentity;
import dev.muster.platform.Row;
import dev.muster.platform.Sql;
import dev.muster.protocol.crypto.ContentDigest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/** Which person somebody at a provider is: the table of ties, found by SHA-256 of issuer and subject, or by the person. */
@ApplicationScoped
public class LinkRows {

    @Inject
    private Sql sql;

    /** A tie, and with which address it was made. */
    public record Link(String subject, String email, Instant since, Instant lastUsed) {
        static Link of(Row row) throws SQLException {
            return new Link(row.text("subject"), row.text("email"), row.time("created_at"), row.time("last_used_at"));
        }
    }

    /** What the policy wants to see before it shows the row; see {@code Scope.ofEnrollmentKey}. */
    public static String hexHash(OidcIdentity identity) {
        return HexFormat.of().formatHex(hash(identity));
    }

    /** Internal key of the person who is tied to that identity. */
    public Optional<Long> person(OidcIdentity identity) {
        return sql.one(
                "select person_id from person_link where link_hash = ?",
                row -> row.number("person_id"),
                hash(identity));
    }

    public Optional<Link> find(long person, String issuer) {
        return sql.one("select * from person_link where person_id = ? and issuer = ?", Link::of, person, issuer);
    }

    /** Whether the person can sign in at a provider at all, whichever. */
    public boolean any(long person) {
        return !sql.query("select 1 from person_link where person_id = ? limit 1", row -> null, person)
                .isEmpty();
    }

    /** False where the person, or that identity, is tied otherwise by now. */
    public boolean insert(long person, OidcIdentity identity) {
        return sql.update("""
                        insert into person_link (link_hash, person_id, issuer, subject, email) values (?, ?, ?, ?, ?)
                        on conflict do nothing""", hash(identity), person, identity.issuer(), identity.subject(), identity.email()) > 0;
    }

    public void used(long person, OidcIdentity identity) {
        sql.update(
                "update person_link set last_used_at = now() where person_id = ? and link_hash = ?",
                person,
                hash(identity));
    }

    public boolean delete(long person, String issuer) {
        return sql.update("delete from person_link where person_id = ? and issuer = ?", person, issuer) > 0;
    }

    private static byte[] hash(OidcIdentity identity) {
        return ContentDigest.sha256((identity.issuer() + "\n" + identity.subject()).getBytes(StandardCharsets.UTF_8));
    }
}
