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
import java.util.function.Consumer;

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

    public void record(Actor actor, long personId, String action, String targetKind, String targetId, Object detail) {
        inEach(personId, org -> audit.record(actor, org, action, targetKind, targetId, detail));
    }

    /** The same done to many: a target's id and what was done to it each. */
    public void recordAll(Actor actor, long personId, String action, String targetKind, Map<String, ?> details) {
        inEach(personId, org -> audit.recordAll(actor, org, action, targetKind, details));
    }

    /** A sign-in that failed: the platform hears of it too, also where nobody has that e-mail address. */
    public void recordRefused(Actor actor, Long personId, UUID publicId, Map<String, ?> detail) {
        var target = publicId == null ? null : publicId.toString();
        audit.record(actor, null, "session.refused", "person", target, detail);
        if (personId != null) {
            inOrgs(personId, org -> audit.record(actor, org, "session.refused", "person", target, detail));
        }
    }

    /** @param write takes the internal key of an org; null for the platform's audit */
    private void inEach(long personId, Consumer<Long> write) {
        if (inOrgs(personId, write) == 0) {
            write.accept(null);
        }
    }

    private int inOrgs(long personId, Consumer<Long> write) {
        var before = transaction.become(Scope.ofPerson(personId));
        var orgs = orgs(personId);
        orgs.forEach(org -> {
            transaction.become(Scope.ofOrg(org));
            write.accept(org);
        });
        transaction.become(before);
        return orgs.size();
    }

    private List<Long> orgs(long personId) {
        return sql.query(
                "select org_id from membership where accepted_at is not null and person_id = ? order by org_id",
                row -> row.number("org_id"),
                personId);
    }
}
