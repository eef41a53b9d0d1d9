package dev.muster.audit.boundary;

import static jakarta.ejb.TransactionAttributeType.MANDATORY;
import static jakarta.ejb.TransactionAttributeType.REQUIRES_NEW;

import dev.muster.audit.entity.Actor;
import dev.muster.audit.entity.AuditEntry;
import dev.muster.audit.entity.AuditQuery;
import dev.muster.platform.Caller;
import dev.muster.platform.JsonColumn;
import dev.muster.platform.Page;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Row;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes and reads the audit. */
@Stateless
@Scoped
public class AuditLog {

    private static final String WHERE = """
            from audit_entry
            where %s
              and (?::text is null or (target_kind = 'device' and target_id = ?))
              and (?::text is null or actor_name ilike '%%' || ? || '%%' or actor_id = ?)
              and (?::text is null or action = ? or action like ? || '.%%')
              and (?::timestamptz is null or at >= ?)
              and (?::timestamptz is null or at < ?)""";

    @Inject
    private Sql sql;

    /**
     * Writes an entry in the transaction of the change.
     *
     * @param orgId the org it concerns; null for the platform
     * @param action noun and past participle with a dot, e.g. {@code command.queued}
     * @param detail an object, written as JSON; never a secret
     */
    @TransactionAttribute(MANDATORY)
    public void record(Actor actor, Long orgId, String action, String targetKind, String targetId, Object detail) {
        sql.update(
                """
                insert into audit_entry (org_id, actor_kind, actor_id, actor_name, action, target_kind, target_id,
                                         detail, address, session_id, request_id)
                values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)""",
                orgId,
                actor.kind(),
                actor.id(),
                actor.name(),
                action,
                targetKind,
                targetId,
                JsonColumn.of(detail),
                actor.address(),
                actor.sessionId(),
                actor.requestId());
    }

    /** The same done to many: a target's id and what was done to it each. */
    @TransactionAttribute(MANDATORY)
    public void recordAll(Actor actor, Long orgId, String action, String targetKind, Map<String, ?> details) {
        if (details.isEmpty()) {
            return;
        }
        sql.update(
                """
                insert into audit_entry (org_id, actor_kind, actor_id, actor_name, action, target_kind, target_id,
                                         detail, address, session_id, request_id)
                select ?, ?, ?, ?, ?, ?, each.id, each.detail::jsonb, ?, ?, ?
                from unnest(?::text[], ?::text[]) each(id, detail)""",
                orgId,
                actor.kind(),
                actor.id(),
                actor.name(),
                action,
                targetKind,
                actor.address(),
                actor.sessionId(),
                actor.requestId(),
                details.keySet().toArray(String[]::new),
                details.values().stream().map(JsonColumn::of).toArray(String[]::new));
    }

    /** Writes a refusal worth keeping, in a transaction of its own. */
    @TransactionAttribute(REQUIRES_NEW)
    public void recordRefusal(
            Scope scope, Actor actor, String action, String targetKind, String targetId, Object detail) {
        record(actor, scope.orgId(), action, targetKind, targetId, detail);
    }

    /**
     * Newest first; {@code nextCursor} is the id to go on before.
     *
     * @throws Refusal 403 where the platform's is asked for, to everybody but the platform operator
     */
    public Page<AuditEntry> list(Caller caller, AuditQuery query) {
        require(caller, query);
        var found = sql.query(
                "select * " + where(query) + " and (?::bigint is null or id < ?) order by id desc limit ? offset ?",
                AuditLog::entry,
                with(filters(caller, query), query.before(), query.before(), query.limit() + 1, query.offset()));
        var more = found.size() > query.limit();
        var items = more ? found.subList(0, query.limit()) : found;
        return new Page<>(
                items, more ? String.valueOf(items.get(items.size() - 1).id()) : null, null);
    }

    /** @throws Refusal as {@link #list} */
    public long count(Caller caller, AuditQuery query) {
        require(caller, query);
        return sql.one("select count(*) as n " + where(query), row -> row.number("n"), filters(caller, query))
                .orElse(0L);
    }

    /** The actions that occur, for a filter. */
    public List<String> actions(Caller caller) {
        caller.require(Permission.VIEW_DEVICES);
        return sql.query(
                "select distinct action from audit_entry where org_id = ? order by 1",
                row -> row.text("action"),
                caller.orgId());
    }

    private static void require(Caller caller, AuditQuery query) {
        if (query.of() == AuditQuery.Of.PLATFORM) {
            caller.requirePlatform();
        } else {
            caller.require(Permission.VIEW_DEVICES);
        }
    }

    private static String where(AuditQuery query) {
        return WHERE.formatted(query.of() == AuditQuery.Of.PLATFORM ? "org_id is null" : "org_id = ?::bigint");
    }

    private static Object[] filters(Caller caller, AuditQuery query) {
        var filters = new Object[] {
            query.device(),
            query.device(),
            query.actor(),
            query.actor(),
            query.actor(),
            query.action(),
            query.action(),
            query.action(),
            query.from(),
            query.from(),
            query.to(),
            query.to()
        };
        return query.of() == AuditQuery.Of.PLATFORM ? filters : with(new Object[] {caller.orgId()}, filters);
    }

    private static Object[] with(Object[] parameters, Object... more) {
        var all = Arrays.copyOf(parameters, parameters.length + more.length);
        System.arraycopy(more, 0, all, parameters.length, more.length);
        return all;
    }

    private static AuditEntry entry(Row row) throws SQLException {
        return new AuditEntry(
                row.number("id"),
                row.time("at"),
                new AuditEntry.Party(row.text("actor_kind"), row.text("actor_id"), row.text("actor_name")),
                row.text("action"),
                new AuditEntry.Party(row.text("target_kind"), row.text("target_id"), null),
                row.json("detail"),
                row.text("address"),
                row.uuid("session_id"),
                row.text("request_id"));
    }
}
