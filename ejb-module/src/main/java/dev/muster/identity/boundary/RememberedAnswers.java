package dev.muster.identity.boundary;

import dev.muster.identity.entity.Answer;
import dev.muster.identity.entity.KeyedRequest;
import dev.muster.platform.Caller;
import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Row;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.Vault;
import dev.muster.protocol.Json;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.io.IOException;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Makes a write happen once for a key, however often it is sent within a day by the same person in the same org. Effect
 * and answer are one transaction, so a crash leaves both or neither; while it runs, the key is held by a lock that ends
 * with the transaction. A refusal changed nothing and is not remembered: sent again, the request is tried again.
 */
@Stateless
@Scoped
public class RememberedAnswers {

    /** Longer answers are carried out once all the same, but cannot be given again. */
    static final int LARGEST_BODY = 64 * 1024;

    /** How long after the end of a wait its answer may still be on the way here. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    @Inject
    private Sql sql;

    @Inject
    private Vault vault;

    @Inject
    private Keyring keyring;

    @Inject
    private Meters meters;

    @Inject
    @ConfigProperty(name = "muster.idempotency.keys.per.person")
    private int keysPerPerson;

    private record Remembered(byte[] hash, byte[] sealed, boolean waiting) {}

    /**
     * Runs the effect, or finds the answer of the first time.
     *
     * @param waits how long the caller goes on waiting for more than the effect's answer says; null where it is final
     * @return the earlier answer; empty where the effect has run now
     * @throws Refusal 409 {@code idempotency-key-in-use} while the first one runs or waits, 422 {@code
     *     idempotency-key-reused} for another request under the key, 429 {@code idempotency-keys} where the person has as
     *     many keys as one may have, 409 {@code answer-not-kept} where the answer was too large; and what the effect throws
     */
    public Optional<Answer> once(Caller caller, KeyedRequest request, Duration waits, Supplier<Answer> effect) {
        caller.require(Permission.VIEW_DEVICES);
        hold(caller, request.key());
        var earlier = find(caller, request.key());
        if (earlier.isPresent()) {
            return Optional.of(again(caller, request, earlier.get()));
        }
        requireRoom(caller);
        // before the effect: one that gives its transaction up, as a dry run does, lets no other boundary be called
        var hash = keyring.fingerprint(request.hash());
        var answer = effect.get();
        remember(
                caller,
                request,
                hash,
                answer,
                waits == null ? null : waits.plus(GRACE).toSeconds());
        return Optional.empty();
    }

    /** What the first caller was told in the end, in place of what {@link #once} kept; nobody waits any more. */
    public void ended(Caller caller, KeyedRequest request, Answer answer) {
        caller.require(Permission.VIEW_DEVICES);
        sql.update("""
                update remembered_answer set answer = ?, waiting_until = null
                where org_id = ? and person_id = ? and key = ?""", sealed(caller, request, answer), caller.orgId(), caller.personId(), request.key());
    }

    /** Forgets what is older than a day, for all orgs; returns how many. */
    public long forgetOld() {
        return sql.one("select forget_answers(10000) as n", row -> row.number("n"))
                .orElse(0L);
    }

    private void hold(Caller caller, String key) {
        var name = caller.orgId() + ":" + caller.personId() + ":" + key;
        var held = sql.one(
                        "select pg_try_advisory_xact_lock(hashtextextended(?, 7)) as held",
                        row -> row.bool("held"),
                        name)
                .orElseThrow();
        if (!held) {
            throw inUse();
        }
    }

    private Optional<Remembered> find(Caller caller, String key) {
        return sql.one("""
                select request_hash, answer, coalesce(waiting_until > now(), false) as waiting from remembered_answer
                where org_id = ? and person_id = ? and key = ? and created_at > now() - interval '1 day'""", RememberedAnswers::remembered, caller.orgId(), caller.personId(), key);
    }

    private Answer again(Caller caller, KeyedRequest request, Remembered earlier) {
        if (!MessageDigest.isEqual(earlier.hash(), keyring.fingerprint(request.hash()))) {
            throw Refusal.of(
                    422,
                    "idempotency-key-reused",
                    "this Idempotency-Key was used for another request: take a fresh one for each");
        }
        if (earlier.waiting()) {
            throw inUse();
        }
        if (earlier.sealed() == null) {
            throw Refusal.conflict(
                    "answer-not-kept", "this was carried out the first time; its answer was too large to keep");
        }
        try {
            return Json.read(vault.unseal(purpose(caller, request.key()), earlier.sealed()), Answer.class);
        } catch (IOException e) {
            throw new IllegalStateException("a remembered answer does not parse", e);
        }
    }

    private void requireRoom(Caller caller) {
        var kept = sql.one("""
                        select count(*) as n from remembered_answer
                        where org_id = ? and person_id = ? and created_at > now() - interval '1 day'""", row -> row.number("n"), caller.orgId(), caller.personId())
                .orElse(0L);
        if (kept >= keysPerPerson) {
            meters.refused(Limit.IDEMPOTENCY_KEYS);
            throw Refusal.tooMany(
                    "idempotency-keys",
                    "you used " + kept + " keys within a day, the most one may"
                            + " (muster.idempotency.keys.per.person); wait, or leave the key out",
                    3_600);
        }
    }

    private void remember(Caller caller, KeyedRequest request, byte[] hash, Answer answer, Long waitsSec) {
        sql.update(
                """
                insert into remembered_answer (org_id, person_id, key, request_hash, answer, waiting_until)
                values (?, ?, ?, ?, ?, now() + ?::bigint * interval '1 second')
                on conflict (org_id, person_id, key) do update set request_hash = excluded.request_hash,
                    answer = excluded.answer, waiting_until = excluded.waiting_until, created_at = now()""", caller.orgId(), caller.personId(), request.key(), hash, sealed(caller, request, answer), waitsSec);
    }

    private byte[] sealed(Caller caller, KeyedRequest request, Answer answer) {
        return answer.body().length > LARGEST_BODY
                ? null
                : vault.seal(purpose(caller, request.key()), Json.writeBytes(answer));
    }

    private static String purpose(Caller caller, String key) {
        return "answer:" + caller.orgId() + ":" + caller.personId() + ":" + key;
    }

    private static Refusal inUse() {
        return Refusal.of(
                        409,
                        "idempotency-key-in-use",
                        "the first request with this Idempotency-Key is still running; ask again in a moment")
                .retryAfter(1);
    }

    private static Remembered remembered(Row row) throws SQLException {
        return new Remembered(row.bytes("request_hash"), row.bytes("answer"), row.bool("waiting"));
    }
}
