package dev.muster.identity.boundary;

import dev.muster.identity.control.GuessSubjects;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.platform.Count;
import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Scope;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Duration;
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

    @Inject
    private Sql sql;

    @Inject
    private RefusedSignIns refused;

    @Inject
    private Meters meters;

    @Inject
    private TransactionScope transaction;

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
     * @param operator whether they run the installation
     * @param counted whether this try was counted: only then may its password count
     */
    public record Candidate(
            Long personId,
            UUID publicId,
            String passwordHash,
            boolean enabled,
            boolean operator,
            List<String> subjects,
            boolean counted) {

        boolean mayTry() {
            return enabled && counted;
        }

        private Candidate counted(boolean now) {
            return new Candidate(personId, publicId, passwordHash, enabled, operator, subjects, now);
        }
    }

    private record Standing(boolean waits, int failures) {}

    /** Counts a try where none of its subjects has to wait. */
    public Candidate begin(LoginAttempt attempt) {
        transaction.become(Scope.ofEmail(attempt.email()));
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
        transaction.become(Scope.ofInstallation());
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
        transaction.become(Scope.ofInstallation());
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
        refused.hear(
                candidate.subjects().get(0),
                candidate.personId(),
                candidate.publicId(),
                attempt,
                Map.of("wrong", factor));
    }

    /** Forgets subjects that have been silent for an hour and of which the audit has heard. */
    public void settleAll() {
        transaction.become(Scope.ofInstallation());
        refused.tellAll();
        sql.update("""
                delete from sign_in_delay where unsaid = 0 and subject in (
                    select subject from sign_in_delay where last_at < clock_timestamp() - interval '1 hour'
                    order by last_at limit 10000 for update skip locked)""");
    }

    private void takeBack(String subject) {
        sql.update(
                "update sign_in_delay set failures = greatest(failures - 1, 0), next_at = null where subject = ?",
                subject);
    }

    private void settle(String subject) {
        refused.tell(subject);
        sql.update("delete from sign_in_delay where subject = ?", subject);
    }

    private Candidate candidate(LoginAttempt attempt) {
        return sql.one(
                        """
                        select id, public_id, password_hash, disabled_at is null as enabled, platform_operator,
                            (select coalesce(array_agg(distinct s.address), '{}') from person_session s
                             where s.person_id = person.id and s.created_at > now() - interval '30 days') as addresses
                        from person where email = ?""",
                        row -> new Candidate(
                                row.number("id"),
                                row.uuid("public_id"),
                                row.text("password_hash"),
                                row.bool("enabled"),
                                row.bool("platform_operator"),
                                GuessSubjects.of(row.number("id"), attempt.address(), row.texts("addresses")),
                                false),
                        attempt.email())
                .orElseGet(() -> new Candidate(
                        null, null, null, false, false, GuessSubjects.of(null, attempt.address(), List.of()), false));
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
