package dev.muster.identity.control;

import dev.muster.platform.Sql;
import dev.muster.platform.Vault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tables of authenticators and recovery codes, in the scope of their person. */
@ApplicationScoped
public class TotpRows {

    @Inject
    private Sql sql;

    @Inject
    private Vault vault;

    /**
     * A person's authenticator.
     *
     * @param since when it was confirmed; null while it is set up
     * @param lastStep the newest step whose code was accepted
     */
    public record Authenticator(byte[] secret, Instant since, long lastStep) {
        public boolean isOn() {
            return since != null;
        }
    }

    /** A set-up that nobody confirmed is forgotten after an hour. */
    public Optional<Authenticator> find(long person) {
        return sql.one(
                """
                        select secret_sealed, confirmed_at, last_step from person_totp
                        where person_id = ? and (confirmed_at is not null or created_at > now() - interval '1 hour')""",
                row -> new Authenticator(
                        vault.unseal(purpose(person), row.bytes("secret_sealed")),
                        row.time("confirmed_at"),
                        row.number("last_step")),
                person);
    }

    /** Takes the place of an earlier set-up that was not confirmed. */
    public void setUp(long person, byte[] secret) {
        sql.update("""
                insert into person_totp (person_id, secret_sealed) values (?, ?)
                on conflict (person_id) do update set secret_sealed = excluded.secret_sealed, last_step = 0,
                    created_at = now() where person_totp.confirmed_at is null""", person, vault.seal(purpose(person), secret));
    }

    public void confirm(long person) {
        sql.update("update person_totp set confirmed_at = now() where person_id = ?", person);
    }

    /** Whether the step was not used before; of two who come at once one hears yes. */
    public boolean use(long person, long step) {
        return sql.update(
                        "update person_totp set last_step = ? where person_id = ? and last_step < ?",
                        step,
                        person,
                        step)
                > 0;
    }

    /** Whether that recovery code was there and not used before. */
    public boolean use(long person, byte[] codeHash) {
        return sql.update(
                        "update recovery_code set used_at = now() where person_id = ? and code_hash = ? and used_at is null",
                        person,
                        codeHash)
                > 0;
    }

    /** In place of those there were. */
    public void setRecoveryCodes(long person, List<String> codes) {
        sql.update("delete from recovery_code where person_id = ?", person);
        codes.forEach(code -> sql.update(
                "insert into recovery_code (person_id, code_hash) values (?, ?)",
                person,
                RecoveryCode.hash(code).orElseThrow()));
    }

    public int recoveryCodesLeft(long person) {
        return sql.one(
                        "select count(*) as n from recovery_code where person_id = ? and used_at is null",
                        row -> (int) row.number("n"),
                        person)
                .orElse(0);
    }

    /** Whether there was one that was on. */
    public boolean delete(long person) {
        sql.update("delete from recovery_code where person_id = ?", person);
        return sql.query(
                        "delete from person_totp where person_id = ? returning confirmed_at is not null as was_on",
                        row -> row.bool("was_on"),
                        person)
                .contains(true);
    }

    private static String purpose(long person) {
        return "totp:" + person;
    }
}
