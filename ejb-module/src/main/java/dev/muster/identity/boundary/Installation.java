package dev.muster.identity.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.identity.control.KekCheck;
import dev.muster.identity.control.PasswordRule;
import dev.muster.identity.control.Passwords;
import dev.muster.identity.entity.InstallationPrepared;
import dev.muster.platform.Ids;
import dev.muster.platform.Role;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What every start makes sure of: the KEK fits the database, keys are open, there is an org and an administrator. */
@Stateless
@Scoped
public class Installation {

    private static final long LOCK = 0x6d7573746572L;

    @Inject
    private Sql sql;

    @Inject
    private KekCheck keks;

    @Inject
    private Keyring keyring;

    @Inject
    private Passwords passwords;

    @Inject
    private AuditLog audit;

    @Inject
    private TransactionScope transaction;

    @Inject
    private Event<InstallationPrepared> prepared;

    @Inject
    @ConfigProperty(name = "muster.admin.email")
    private Optional<String> adminEmail;

    @Inject
    @ConfigProperty(name = "muster.admin.password")
    private Optional<String> adminPassword;

    /**
     * Repeatable; nodes that start together take turns.
     *
     * @return whether somebody can sign in
     * @throws IllegalStateException where the KEKs are not those the database is sealed under
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public boolean prepare(Scope platform) {
        sql.query("select pg_advisory_xact_lock(?)", row -> null, LOCK);
        checkKek();
        keyring.open();
        var org = defaultOrg();
        transaction.become(Scope.ofOrg(org));
        var administered = hasPeople() || makeFirstAdmin(org);
        prepared.fire(new InstallationPrepared(org));
        return administered;
    }

    private void checkKek() {
        var change = keks.atStart();
        change.finished().forEach(former -> recordKek("kek.rotation-finished", former, Map.of()));
        change.begun().ifPresent(kek -> recordKek("kek.rotation-begun", kek, Map.of("former", change.former())));
    }

    private void recordKek(String action, String kek, Map<String, ?> detail) {
        audit.record(Actor.system(), null, action, "kek", kek, detail);
    }

    private long defaultOrg() {
        return sql.one("select id from org where slug = 'default'", row -> row.number("id"))
                .orElseGet(() -> sql.query(
                                "insert into org (public_id, slug, name) values (?, 'default', 'Default') returning id",
                                row -> row.number("id"),
                                Ids.next())
                        .get(0));
    }

    private boolean hasPeople() {
        return sql.one("select has_people() as found", row -> row.bool("found")).orElse(false);
    }

    private boolean makeFirstAdmin(long org) {
        if (adminEmail.isEmpty() || adminPassword.isEmpty()) {
            return false;
        }
        var email = adminEmail.get().strip().toLowerCase(java.util.Locale.ROOT);
        PasswordRule.broken(adminPassword.get(), email).ifPresent(broken -> {
            throw new IllegalStateException("MUSTER_ADMIN_PASSWORD: " + broken);
        });
        var id = Ids.next();
        var before = transaction.become(Scope.ofPlatform());
        var person = sql.query("""
                        insert into person (public_id, email, name, password_hash, platform_operator)
                        values (?, ?, 'Administrator', ?, true) returning id""", row -> row.number("id"), id, email, passwords.hash(adminPassword.get()))
                .get(0);
        transaction.become(before);
        sql.update("insert into membership (person_id, org_id, role) values (?, ?, ?)", person, org, Role.ADMIN);
        audit.record(
                Actor.system(),
                org,
                "person.created",
                "person",
                id.toString(),
                Map.of("email", email, "role", "ADMIN"));
        return true;
    }
}
