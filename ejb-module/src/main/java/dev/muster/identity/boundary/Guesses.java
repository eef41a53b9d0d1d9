package dev.muster.identity.boundary;

import dev.muster.audit.entity.Actor;
import dev.muster.identity.control.GuessSubjects;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.platform.Count;
import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Row;
import dev.muster.platform.Sql;
import dev.muster.protocol.Text;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Slows guessing down. Every try is counted under a lock before its password is looked at, so that those of a burst wait
 * for each other; a right one takes the count back. After the free tries each further one doubles the wait from 1 s up.
 * It is a delay and never a lock: see {@link GuessSubjects} for whom it makes wait.
 */
@Stateless
public class Guesses {

    /** How often the audit hears of one subject. */
    private static final Duration WINDOW = Duration.ofMinutes(15);

    @Inject
    private Sql sql;

    @Inject
    private PersonAudit audit;

    @Inject
    private Meters meters;

    @Inject
    @ConfigProperty(name = "muster.login.tries")
    private int freeTries;

    @Inject
    @ConfigProperty(name = "muster.login.tries.per.address")
    private int freeTriesPerAddress;

    @Inject
    @ConfigProperty(name = "muster.login.delay.max")
    private Duration longestDelay;

    /**
     * Whoever has that e-mail address, or nobody: both look alike to the caller of {@link SignIn}.
     *
     * @param counted whether this try was counted: only then may its password count
     */
    public record Candidate(
            Long personId,
            UUID publicId,
            String passwordHash,
            boolean enabled,
            List<String> subjects,
            boolean counted) {

        boolean mayTry() {
            return enabled && counted;
        }

        private Candidate counted(boolean now) {
            return new Candidate(personId, publicId, passwordHash, enabled, subjects, now);
        }
    }

    private record Standing(boolean waits, int failures) {}

    /** Counts a try where none of its subjects has to wait. */
    public Candidate begin(LoginAttempt attempt) {
        var candidate = candidate(attempt);
        var standing = new TreeMap<String, Standing>();
        candidate.subjects().forEach(subject -> standing.put(subject, lock(subject, candidate.personId())));
        var waiting = standing.keySet().stream()
                .filter(subject -> standing.get(subject).waits())
                .toList();
        if (waiting.isEmpty()) {
            standing.forEach((subject, each) -> count(subject, each.failures() + 1));
        }
        waiting.forEach(subject ->
                meters.refused(GuessSubjects.isAddress(subject) ? Limit.LOGIN_TRIES_PER_ADDRESS : Limit.LOGIN_TRIES));
        return candidate.counted(waiting.isEmpty());
    }

    /** The password was right: what was counted for the person is forgotten, for the address it fades by itself. */
    public void succeeded(Candidate candidate) {
        candidate.subjects().stream()
                .filter(subject -> !GuessSubjects.isAddress(subject))
                .forEach(this::settle);
        candidate.subjects().stream().filter(GuessSubjects::isAddress).forEach(this::takeBack);
        meters.add(Count.SIGN_INS, 1, "opened");
    }

    /**
     * The password was right and a code is still to come: it stays counted for the person, so that codes are not guessed
     * any faster than passwords; an address has guessed no password with it.
     */
    public void halfway(Candidate candidate) {
        candidate.subjects().stream().filter(GuessSubjects::isAddress).forEach(this::takeBack);
        meters.add(Count.SIGN_INS, 1, "halfway");
    }

    /**
     * Password or code was wrong, or did not count; the audit hears of the first at once, of the others in sum.
     *
     * @param factor what was wrong: {@code password} or {@code code}
     */
    public void failed(Candidate candidate, LoginAttempt attempt, String factor) {
        meters.add(Count.SIGN_INS, 1, candidate.counted() ? "refused" : "delayed");
        var subject = candidate.subjects().get(0);
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
        var detail = new TreeMap<String, Object>(Map.of("email", Text.clean(attempt.email(), 254), "wrong", factor));
        if (said.count() > 0) {
            detail.putAll(Map.of("before", said.count(), "since", said.at().toString()));
        }
        audit.recordRefused(
                Actor.anonymous(attempt.address(), attempt.requestId()),
                candidate.personId(),
                candidate.publicId(),
                detail);
    }

    /** Tells the audit in sum of what it has not heard, and forgets subjects that have been silent for an hour. */
    public void settleAll() {
        sql.query("""
                        select subject from sign_in_delay
                        where unsaid > 0 and said_at < clock_timestamp() - ?::interval
                        order by subject limit 1000 for update skip locked""", row -> row.text("subject"), WINDOW.toString()).forEach(this::tell);
        sql.update("""
                delete from sign_in_delay where unsaid = 0 and subject in (
                    select subject from sign_in_delay where last_at < clock_timestamp() - interval '1 hour'
                    order by last_at limit 10000 for update skip locked)""");
    }

    private record Unsaid(Instant at, long count) {}

    private void takeBack(String subject) {
        sql.update(
                "update sign_in_delay set failures = greatest(failures - 1, 0), next_at = null where subject = ?",
                subject);
    }

    private void settle(String subject) {
        tell(subject);
        sql.update("delete from sign_in_delay where subject = ?", subject);
    }

    private void tell(String subject) {
        sql.one("""
                        select d.unsaid, d.said_at, d.person_id, p.public_id, p.email from sign_in_delay d
                        left join person p on p.id = d.person_id where d.subject = ? and d.unsaid > 0 for update of d""", Guesses::sum, subject).ifPresent(sum -> {
            audit.recordRefused(
                    Actor.anonymous(null, null),
                    sum.personId(),
                    sum.publicId(),
                    Map.of(
                            "count",
                            sum.count(),
                            "since",
                            sum.since().toString(),
                            sum.email() == null ? "subject" : "email",
                            sum.email() == null ? subject : sum.email()));
            sql.update("update sign_in_delay set unsaid = 0, said_at = clock_timestamp() where subject = ?", subject);
        });
    }

    private record Sum(long count, Instant since, Long personId, UUID publicId, String email) {}

    private static Sum sum(Row row) throws SQLException {
        return new Sum(
                row.number("unsaid"),
                row.time("said_at"),
                row.numberOrNull("person_id"),
                row.uuid("public_id"),
                row.text("email"));
    }

    private Candidate candidate(LoginAttempt attempt) {
        return sql.one(
                        """
                        select id, public_id, password_hash, disabled_at is null as enabled,
                            (select coalesce(array_agg(distinct s.address), '{}') from person_session s
                             where s.person_id = person.id and s.created_at > now() - interval '30 days') as addresses
                        from person where email = ?""",
                        row -> new Candidate(
                                row.number("id"),
                                row.uuid("public_id"),
                                row.text("password_hash"),
                                row.bool("enabled"),
                                GuessSubjects.of(row.number("id"), attempt.address(), row.texts("addresses")),
                                false),
                        attempt.email())
                .orElseGet(() -> new Candidate(
                        null, null, null, false, GuessSubjects.of(null, attempt.address(), List.of()), false));
    }

    /** Holds the subject's row to the end of the transaction; what was counted over an hour ago is forgotten. */
    private Standing lock(String subject, Long personId) {
        sql.update(
                "insert into sign_in_delay (subject, person_id) values (?, ?) on conflict do nothing",
                subject,
                GuessSubjects.isAddress(subject) ? null : personId);
        return sql.one("""
                        select coalesce(next_at > clock_timestamp(), false) as waits,
                               case when last_at < clock_timestamp() - interval '1 hour' then 0 else failures end as failures
                        from sign_in_delay where subject = ? for update""", row -> new Standing(row.bool("waits"), (int) row.number("failures")), subject)
                .orElse(new Standing(false, 0));
    }

    private void count(String subject, int failures) {
        var free = GuessSubjects.isAddress(subject) ? freeTriesPerAddress : freeTries;
        var delay = !GuessSubjects.delays(subject) || failures <= free
                ? null
                : Math.min(longestDelay.toSeconds(), 1L << Math.min(failures - free - 1, 30));
        sql.update("""
                update sign_in_delay set failures = ?, last_at = clock_timestamp(),
                    next_at = clock_timestamp() + ?::bigint * interval '1 second'
                where subject = ?""", failures, delay, subject);
    }
}
