package dev.muster.identity.boundary;

import dev.muster.audit.entity.Actor;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.platform.Row;
import dev.muster.platform.Scope;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import dev.muster.protocol.Text;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What the audit hears of refused sign-ins: of each subject the first at once, the others in sum, so that a flood hides nothing. */
@Stateless
public class RefusedSignIns {

    /** How often the audit hears of one subject. */
    private static final Duration WINDOW = Duration.ofMinutes(15);

    @Inject
    private Sql sql;

    @Inject
    private PersonAudit audit;

    @Inject
    private TransactionScope transaction;

    private record Unsaid(Instant at, long count) {}

    /**
     * @param subject what is counted together; see {@link Guesses}
     * @param personId who was tried; null where nobody is known
     * @param what why it was refused
     */
    public void hear(String subject, Long personId, UUID publicId, LoginAttempt attempt, Map<String, ?> what) {
        transaction.become(Scope.ofInstallation());
        var said = sql.one(
                        "select said_at, unsaid from sign_in_delay where subject = ? for update",
                        row -> new Unsaid(row.time("said_at"), row.number("unsaid")),
                        subject)
                .orElse(new Unsaid(null, 0));
        if (said.at() != null && said.at().plus(WINDOW).isAfter(Instant.now())) {
            sql.update("update sign_in_delay set unsaid = unsaid + 1 where subject = ?", subject);
            return;
        }
        sql.update("update sign_in_delay set unsaid = 0, said_at = clock_timestamp() where subject = ?", subject);
        var detail = new TreeMap<String, Object>(what);
        detail.put("email", Text.clean(attempt.email(), 254));
        if (said.count() > 0) {
            detail.putAll(Map.of("before", said.count(), "since", said.at().toString()));
        }
        audit.recordRefused(Actor.anonymous(attempt.address(), attempt.requestId()), personId, publicId, detail);
    }

    /** As {@link #hear} of a subject that is counted for nothing else. */
    public void hearOf(String subject, Long personId, UUID publicId, LoginAttempt attempt, Map<String, ?> what) {
        transaction.become(Scope.ofInstallation());
        sql.update(
                "insert into sign_in_delay (subject, person_id) values (?, ?) on conflict do nothing",
                subject,
                personId);
        sql.update("update sign_in_delay set last_at = clock_timestamp() where subject = ?", subject);
        hear(subject, personId, publicId, attempt, what);
    }

    /** Tells the audit in sum of what it has not heard in time. */
    public void tellAll() {
        transaction.become(Scope.ofInstallation());
        sql.query("""
                        select subject from sign_in_delay
                        where unsaid > 0 and said_at < clock_timestamp() - ?::interval
                        order by subject limit 1000 for update skip locked""", row -> row.text("subject"), WINDOW.toString()).forEach(this::tell);
    }

    /** Tells the audit of what it has not heard of one subject. */
    public void tell(String subject) {
        transaction.become(Scope.ofInstallation());
        sql.one("""
                        select unsaid, said_at, person_id from sign_in_delay
                        where subject = ? and unsaid > 0 for update""", Sum::of, subject).ifPresent(sum -> {
            var tried = sum.personId() == null ? null : person(sum.personId());
            audit.recordRefused(
                    Actor.anonymous(null, null),
                    sum.personId(),
                    tried == null ? null : tried.publicId(),
                    Map.of(
                            "count",
                            sum.count(),
                            "since",
                            sum.since().toString(),
                            tried == null ? "subject" : "email",
                            tried == null ? subject : tried.email()));
            sql.update("update sign_in_delay set unsaid = 0, said_at = clock_timestamp() where subject = ?", subject);
        });
    }

    private Tried person(long id) {
        var before = transaction.become(Scope.ofPerson(id));
        var tried = sql.one(
                        "select public_id, email from person where id = ?",
                        row -> new Tried(row.uuid("public_id"), row.text("email")),
                        id)
                .orElseThrow();
        transaction.become(before);
        return tried;
    }

    private record Tried(UUID publicId, String email) {}

    private record Sum(long count, Instant since, Long personId) {
        static Sum of(Row row) throws SQLException {
            return new Sum(row.number("unsaid"), row.time("said_at"), row.numberOrNull("person_id"));
        }
    }
}
