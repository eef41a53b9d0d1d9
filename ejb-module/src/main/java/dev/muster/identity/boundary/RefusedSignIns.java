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
import java.util.Map;
import java.util.UUID;

/**
 * Sign-ins that failed, in the audit: of the platform, and of each org of the person who was tried. The caller's
 * transaction acts for nobody afterwards.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class RefusedSignIns {

    @Inject
    private Sql sql;

    @Inject
    private TransactionScope transaction;

    @Inject
    private AuditLog audit;

    /** @param personId null where nobody has that e-mail address */
    public void record(Actor actor, Long personId, UUID publicId, Map<String, ?> detail) {
        write(actor, null, publicId, detail);
        if (personId == null) {
            return;
        }
        transaction.become(Scope.ofPerson(personId));
        var orgs = sql.query(
                "select org_id from membership where accepted_at is not null and person_id = ?",
                row -> row.number("org_id"),
                personId);
        for (var org : orgs) {
            transaction.become(Scope.ofOrg(org));
            write(actor, org, publicId, detail);
        }
        transaction.become(Scope.NOBODY);
    }

    private void write(Actor actor, Long org, UUID publicId, Map<String, ?> detail) {
        audit.record(actor, org, "session.refused", "person", publicId == null ? null : publicId.toString(), detail);
    }
}
