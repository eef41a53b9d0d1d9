package dev.muster.identity.boundary;

import dev.muster.audit.entity.Actor;
import dev.muster.identity.control.Letters;
import dev.muster.mail.boundary.Outbox;
import dev.muster.platform.Ids;
import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Scope;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import dev.muster.protocol.crypto.Base64Url;
import dev.muster.protocol.crypto.ContentDigest;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The letter with a link to a new password; nobody waits for it. */
@Stateless
public class ResetLetters {

    private static final Duration LIFE = Duration.ofHours(1);

    @Inject
    private Sql sql;

    @Inject
    private Outbox outbox;

    @Inject
    private Letters letters;

    @Inject
    private PersonAudit audit;

    @Inject
    private Meters meters;

    @Inject
    private TransactionScope transaction;

    @Inject
    @ConfigProperty(name = "muster.reset.per.person.hour")
    private int perPerson;

    private record Person(long id, UUID publicId, String email) {}

    /** To whoever has that e-mail address and signs in with a password; otherwise nothing happens. */
    public void write(String email, String address, String requestId) {
        var shown = email == null ? "" : email.strip().toLowerCase(Locale.ROOT);
        transaction.become(Scope.ofEmail(shown));
        sql.one(
                        "select id, public_id, email from person where email = ? and disabled_at is null"
                                + " and password_hash is not null for no key update",
                        row -> new Person(row.number("id"), row.uuid("public_id"), row.text("email")),
                        shown)
                .filter(this::hasRoom)
                .ifPresent(person -> write(person, address, requestId));
    }

    private void write(Person person, String address, String requestId) {
        var secret = Ids.secret();
        var until = Instant.now().plus(LIFE);
        sql.update(
                "insert into password_reset (id, person_id, token_hash, expires_at) values (?, ?, ?, ?)",
                Ids.next(),
                person.id(),
                ContentDigest.sha256(secret),
                until);
        outbox.send(letters.reset(person.email(), Base64Url.encode(secret), until));
        audit.record(
                Actor.anonymous(address, requestId),
                person.id(),
                "person.password-reset-asked",
                "person",
                person.publicId().toString(),
                Map.of("email", person.email()));
    }

    private boolean hasRoom(Person person) {
        long written = sql.one(
                        "select count(*) as n from password_reset"
                                + " where person_id = ? and created_at > now() - interval '1 hour'",
                        row -> row.number("n"),
                        person.id())
                .orElse(0L);
        if (written >= perPerson) {
            meters.refused(Limit.RESETS_PER_PERSON);
        }
        return written < perPerson;
    }
}
