package dev.muster.identity.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.OrgView;
import dev.muster.platform.Caller;
import dev.muster.platform.Ids;
import dev.muster.platform.ListQuery;
import dev.muster.platform.Listing;
import dev.muster.platform.Page;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Row;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Slugs;
import dev.muster.platform.Sql;
import dev.muster.platform.SqlFailure;
import dev.muster.platform.TransactionScope;
import dev.muster.protocol.Text;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Orgs, for the platform operator. To anybody else there is no such thing. */
@Stateless
@Scoped
public class Orgs {

    private static final String SELECT = """
            select o.public_id, o.slug, o.name, c.devices, c.people, o.signed_commands, o.version, o.created_at, o.updated_at
            from org o join org_counts() c on c.org_id = o.id""";

    private static final Listing<OrgView> LISTING = new Listing<>(
            SELECT,
            Orgs::view,
            "slug",
            Map.ofEntries(
                    Map.entry("name", "lower(name)"),
                    Map.entry("slug", "slug"),
                    Map.entry("devices", "devices"),
                    Map.entry("people", "people"),
                    Map.entry("createdAt", "created_at"),
                    Map.entry("updatedAt", "updated_at")),
            List.of("name", "slug"));

    @Inject
    private Sql sql;

    @Inject
    private AuditLog audit;

    @Inject
    private SignIn signIn;

    @Inject
    private TransactionScope transaction;

    /** All orgs, by slug. */
    public List<OrgView> list(Caller caller) {
        return ListQuery.all(part -> list(caller, part));
    }

    public Page<OrgView> list(Caller caller, ListQuery query) {
        caller.requirePlatform();
        return LISTING.page(sql, query);
    }

    /** @throws Refusal 404 where there is none */
    public OrgView get(Caller caller, String slug) {
        caller.requirePlatform();
        return sql.one(SELECT + " where o.slug = ?", Orgs::view, slug).orElseThrow(() -> Refusal.notFound("org"));
    }

    /** @throws Refusal 409 {@code org-exists} where the slug is taken */
    public OrgView create(Caller caller, String name, String slug) {
        caller.requirePlatform();
        var clean = name(name);
        var address = Slugs.orFrom(slug, clean);
        try {
            sql.update("insert into org (public_id, slug, name) values (?, ?, ?)", Ids.next(), address, clean);
        } catch (SqlFailure e) {
            throw e.isDuplicate()
                    ? Refusal.conflict("org-exists", "there is an org " + address + " already: choose another slug")
                    : e;
        }
        return told(caller, address, "org.created", Map.of("name", clean, "slug", address));
    }

    /** Another name; the slug stays. */
    public OrgView rename(Caller caller, String slug, String name, Integer ifVersion) {
        caller.requirePlatform();
        hold(slug);
        var before = get(caller, slug);
        Refusal.unlessVersion("org", before.version(), ifVersion);
        var clean = name(name);
        sql.update("update org set name = ?, updated_at = now(), version = version + 1 where slug = ?", clean, slug);
        return told(caller, slug, "org.renamed", Map.of("from", before.name(), "to", clean));
    }

    /**
     * Whether that org takes commands only with their sender's signature. Its administrators say so, from within it; who
     * ends it proves themselves again, for an open session is just what signatures are against.
     *
     * @param password the caller's, with the code {@code totp} where they have set that up; to end it
     * @throws Refusal 404 for an org the caller does not act in; 403 {@code proof}
     */
    public OrgView signedCommands(
            Caller caller, String slug, boolean required, Integer ifVersion, String password, String totp) {
        caller.require(Permission.SET_RULES);
        caller.requireSignedIn();
        hold(slug);
        var before = sql.one(SELECT + " where o.id = ? and o.slug = ?", Orgs::view, caller.orgId(), slug)
                .orElseThrow(() -> Refusal.notFound("org"));
        Refusal.unlessVersion("org", before.version(), ifVersion);
        if (before.signedCommands() == required) {
            return before;
        }
        if (!required) {
            signIn.prove(LoginAttempt.again(caller, password, totp), true);
        }
        sql.update(
                "update org set signed_commands = ?, updated_at = now(), version = version + 1 where id = ?",
                required,
                caller.orgId());
        audit.record(
                Actor.of(caller),
                caller.orgId(),
                "org.signed-commands",
                "org",
                before.id().toString(),
                Map.of("required", required));
        return sql.one(SELECT + " where o.id = ?", Orgs::view, caller.orgId()).orElseThrow();
    }

    /** Whoever changes the same org comes after, and reads what stands then. */
    private void hold(String slug) {
        sql.query("select id from org where slug = ? for no key update", row -> null, slug);
    }

    /** In the audit of that org, where its people see it. */
    private OrgView told(Caller caller, String slug, String action, Map<String, ?> detail) {
        var org = get(caller, slug);
        long key = sql.one("select id from org where slug = ?", row -> row.number("id"), slug)
                .orElseThrow();
        transaction.become(Scope.ofOrg(key));
        audit.record(Actor.of(caller), key, action, "org", org.id().toString(), detail);
        transaction.become(caller);
        return org;
    }

    private static String name(String name) {
        if (name == null || name.isBlank() || name.strip().length() > 200) {
            throw Refusal.invalid("/name", "a name has 1 to 200 characters");
        }
        return Text.clean(name.strip(), 200);
    }

    private static OrgView view(Row row) throws SQLException {
        return new OrgView(
                row.uuid("public_id"),
                row.text("slug"),
                row.text("name"),
                row.number("devices"),
                row.number("people"),
                row.bool("signed_commands"),
                (int) row.number("version"),
                row.time("created_at"),
                row.time("updated_at"));
    }
}
