package dev.muster.identity.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.platform.Scope;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;

/** What concerns a person in all their orgs stands in the audit of each; that of somebody without one in the platform's. */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class PersonAudit {

    @Inject
    private Sql sql;

    @Inject
    private AuditLog audit;

    @Inject
    private TransactionScope transaction;

    /** Leaves the transaction in another scope. */
    public void record(Actor actor, long personId, String action, String targetKind, String targetId, Object detail) {
        transaction.become(Scope.ofPerson(personId));
        var orgs = orgs(personId);
        orgs.forEach(org -> {
            transaction.become(Scope.ofOrg(org));
            audit.record(actor, org, action, targetKind, targetId, detail);
        });
        if (orgs.isEmpty()) {
            audit.record(actor, null, action, targetKind, targetId, detail);
        }
    }

    private List<Long> orgs(long personId) {
        return sql.query(
                "select org_id from membership where accepted_at is not null and person_id = ? order by org_id",
                row -> row.number("org_id"),
                personId);
    }
}
