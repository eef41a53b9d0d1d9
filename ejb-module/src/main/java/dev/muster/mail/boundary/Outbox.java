package dev.muster.mail.boundary;

import dev.muster.mail.control.Smtp;
import dev.muster.mail.entity.Letter;
import dev.muster.mail.entity.Waiting;
import dev.muster.platform.Count;
import dev.muster.platform.Ids;
import dev.muster.platform.Meters;
import dev.muster.platform.Scope;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import dev.muster.platform.Vault;
import dev.muster.protocol.Json;
import dev.muster.protocol.Text;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Letters on their way out. A letter exists once the transaction that writes it commits. */
@Stateless
public class Outbox {

    /** While one node tries a letter, no other does; longer than a mail server may take. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    /** All of them within the lease, however slow the mail server. */
    private static final int AT_ONCE = 4;

    /** After this many tries, some two days, a letter is given up. */
    private static final int TRIES = 12;

    @Inject
    private Sql sql;

    @Inject
    private Vault vault;

    @Inject
    private Smtp smtp;

    @Inject
    private Meters meters;

    @Inject
    private TransactionScope transaction;

    /** Whether this installation sends mail. */
    public boolean isOn() {
        return smtp.isConfigured();
    }

    /** Queues a letter; nothing happens where this installation sends none. */
    public void send(Letter letter) {
        if (!smtp.isConfigured()) {
            return;
        }
        var id = Ids.next();
        sql.update(
                "insert into mail_letter (id, content) values (?, ?)",
                id,
                vault.seal(purpose(id), Json.writeBytes(letter)));
    }

    /** Takes letters that are due for itself, for a time. */
    public List<Waiting> take() {
        transaction.become(Scope.ofInstallation());
        return sql.query(
                """
                        update mail_letter set attempts = attempts + 1, next_at = now() + ?::interval
                        where id in (select id from mail_letter where next_at <= now()
                            order by next_at limit ? for update skip locked)
                        returning id, content, attempts""",
                row -> new Waiting(row.uuid("id"), row.bytes("content"), (int) row.number("attempts")),
                LEASE.toString(),
                AT_ONCE);
    }

    /** A mail server has it. */
    public void sent(Waiting letter) {
        transaction.become(Scope.ofInstallation());
        sql.update("delete from mail_letter where id = ?", letter.id());
        meters.add(Count.MAIL, 1, "sent");
    }

    /** It is tried again after a time that doubles from 15 s up to 12 h, and given up in the end. */
    public void failed(Waiting letter, String why) {
        transaction.become(Scope.ofInstallation());
        if (letter.attempts() >= TRIES) {
            sql.update("delete from mail_letter where id = ?", letter.id());
            meters.add(Count.MAIL, 1, "given-up");
            return;
        }
        var pause = Math.min(Duration.ofHours(12).toSeconds(), 15L << Math.min(letter.attempts() - 1, 20));
        sql.update(
                "update mail_letter set next_at = now() + ? * interval '1 second', last_error = ? where id = ?",
                pause,
                Text.clean(why, 500),
                letter.id());
        meters.add(Count.MAIL, 1, "failed");
    }

    /**
     * Leaves a letter to the other nodes where this one has not got the key it is sealed under; that is no try.
     *
     * @return false where this node has the key
     */
    public boolean leave(Waiting letter) {
        if (vault.holdsKeyOf(letter.sealed())) {
            return false;
        }
        transaction.become(Scope.ofInstallation());
        sql.update("update mail_letter set attempts = attempts - 1, next_at = now() where id = ?", letter.id());
        return true;
    }

    /** @throws RuntimeException where it cannot be opened */
    public Letter open(Waiting waiting) {
        try {
            return Json.mapper().readValue(vault.unseal(purpose(waiting.id()), waiting.sealed()), Letter.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String purpose(UUID id) {
        return "mail:" + id;
    }
}
