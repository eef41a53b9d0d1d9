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
import java.util.Map;
import java.util.UUID;

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
        if (inOrgs(actor, personId, action, targetKind, targetId, detail) == 0) {
            audit.record(actor, null, action, targetKind, targetId, detail);
        }
    }

    /**
     * A sign-in that failed: the platform hears of it too, also where nobody has that e-mail address. The transaction acts
     * for nobody afterwards.
     */
    public void recordRefused(Actor actor, Long personId, UUID publicId, Map<String, ?> detail) {
        var target = publicId == null ? null : publicId.toString();
        audit.record(actor, null, "session.refused", "person", target, detail);
        if (personId != null) {
            inOrgs(actor, personId, "session.refused", "person", target, detail);
            transaction.become(Scope.NOBODY);
        }
    }

    private int inOrgs(Actor actor, long personId, String action, String targetKind, String targetId, Object detail) {
        transaction.become(Scope.ofPerson(personId));
        var orgs = orgs(personId);
        orgs.forEach(org -> {
            transaction.become(Scope.ofOrg(org));
            audit.record(actor, org, action, targetKind, targetId, detail);
        });
        return orgs.size();
    }

    private List<Long> orgs(long personId) {
        return sql.query(
                "select org_id from membership where accepted_at is not null and person_id = ? order by org_id",
                row -> row.number("org_id"),
                personId);
    }
}
