package dev.muster.platform;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionSynchronizationRegistry;

/** The scope that the current transaction has told the database. */
@ApplicationScoped
public class TransactionScope {

    private static final String KEY = "dev.muster.scope";

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry transactions;

    @Inject
    private Sql sql;

    /** Acts for {@code scope} from here on; returns whom the transaction acted for before. */
    Scope enter(Scope scope) {
        var outer = (Scope) transactions.getResource(KEY);
        apply(scope, outer);
        return outer == null ? Scope.NOBODY : outer;
    }

    /** Back to the scope before a nested call. Not called where the call failed: the transaction is lost anyway. */
    void leaveTo(Scope outer) {
        if (outer != Scope.NOBODY) {
            apply(outer, (Scope) transactions.getResource(KEY));
        }
    }

    /**
     * Narrows or widens the current transaction by hand, where a boundary learns in mid-transaction whom it acts for: a
     * device's door finds the org only after it found the device. Returns whom it acted for before, to become again.
     */
    public Scope become(Scope scope) {
        return enter(scope);
    }

    private void apply(Scope scope, Scope current) {
        if (current != null && same(scope, current)) {
            return;
        }
        sql.query(
                """
                select set_config('app.org_id', ?, true), set_config('app.person_id', ?, true),
                       set_config('app.device_id', ?, true), set_config('app.enrollment', ?, true),
                       set_config('app.platform', ?, true), set_config('app.wide', ?, true),
                       set_config('app.email', ?, true), set_config('app.installation', ?, true)""",
                row -> null,
                text(scope.orgId()),
                text(scope.personId()),
                text(scope.deviceId()),
                text(scope.enrollmentKeyHash()),
                scope.platform() ? "on" : "",
                scope.wide() ? "on" : "",
                text(scope.emailAtDoor()),
                scope.installation() ? "on" : "");
        transactions.putResource(KEY, scope);
    }

    private static boolean same(Scope a, Scope b) {
        return text(a.orgId()).equals(text(b.orgId()))
                && text(a.personId()).equals(text(b.personId()))
                && text(a.deviceId()).equals(text(b.deviceId()))
                && text(a.enrollmentKeyHash()).equals(text(b.enrollmentKeyHash()))
                && a.platform() == b.platform()
                && a.wide() == b.wide()
                && text(a.emailAtDoor()).equals(text(b.emailAtDoor()))
                && a.installation() == b.installation();
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }
}
