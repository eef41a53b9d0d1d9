package dev.muster.retention.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.platform.Caller;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.retention.entity.KeptDays;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.Map;

/** For how long the caller's org keeps what its devices said. */
@Stateless
@Scoped
public class Retention {

    private static final String SELECT = "select reading_days, event_days, log_days, version from org where id = ?";

    @Inject
    private Sql sql;

    @Inject
    private AuditLog audit;

    public KeptDays get(Caller caller) {
        caller.require(Permission.VIEW_DEVICES);
        return read(caller, SELECT);
    }

    /**
     * Counts from the next run of the job on; what is null stays.
     *
     * @throws Refusal 403; 412 {@code version}; 422 for less than a day or more than ten years
     */
    public KeptDays change(Caller caller, Integer readingDays, Integer eventDays, Integer logDays, Integer ifVersion) {
        caller.require(Permission.SET_RETENTION);
        var before = read(caller, SELECT + " for no key update");
        Refusal.unlessVersion("org", before.version(), ifVersion);
        var wanted = before.with(readingDays, eventDays, logDays);
        if (wanted.equals(before)) {
            return before;
        }
        sql.update("""
                update org set reading_days = ?, event_days = ?, log_days = ?, updated_at = now(), version = version + 1
                where id = ?""", wanted.readingDays(), wanted.eventDays(), wanted.logDays(), caller.orgId());
        audit.record(
                Actor.of(caller),
                caller.orgId(),
                "org.retention",
                "org",
                caller.orgSlug(),
                Map.of("from", days(before), "to", days(wanted)));
        return read(caller, SELECT);
    }

    private KeptDays read(Caller caller, String select) {
        return sql.one(
                        select,
                        row -> new KeptDays(
                                (int) row.number("reading_days"),
                                (int) row.number("event_days"),
                                (int) row.number("log_days"),
                                (int) row.number("version")),
                        caller.orgId())
                .orElseThrow(() -> Refusal.notFound("org"));
    }

    private static Map<String, Integer> days(KeptDays kept) {
        return Map.of("readings", kept.readingDays(), "events", kept.eventDays(), "logs", kept.logDays());
    }
}
