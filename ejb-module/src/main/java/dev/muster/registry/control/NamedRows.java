package dev.muster.registry.control;

import dev.muster.platform.Caller;
import dev.muster.platform.Ids;
import dev.muster.platform.Refusal;
import dev.muster.platform.Slugs;
import dev.muster.platform.Sql;
import dev.muster.platform.SqlFailure;
import dev.muster.protocol.Text;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;

/** What fleets, groups and sites have in common: a row of an org with a name, a slug and a version. */
@ApplicationScoped
public class NamedRows {

    /** One kind of them: its table and what people call it. */
    public enum Kind {
        FLEET("fleet", "fleet"),
        GROUP("device_group", "group"),
        SITE("site", "site");

        private final String table;
        private final String what;

        Kind(String table, String what) {
            this.table = table;
            this.what = what;
        }

        String table() {
            return table;
        }

        /** As in "there is a … already". */
        public String what() {
            return what;
        }
    }

    @Inject
    private Sql sql;

    @Inject
    private OrgBounds bounds;

    /**
     * A new row; the slug is made from the name where none is given.
     *
     * @throws Refusal 409 {@code <what>-exists} where the slug is taken in this org, {@code org-full}; 422 for a name that is none
     */
    public UUID create(Caller caller, Kind kind, String name, String slug) {
        var id = Ids.next();
        var clean = name(name);
        var address = Slugs.orFrom(slug, clean);
        bounds.requireRoom(caller, kind.table(), "true");
        try {
            sql.update(
                    "insert into " + kind.table() + " (public_id, org_id, slug, name) values (?, ?, ?, ?)",
                    id,
                    caller.orgId(),
                    address,
                    clean);
        } catch (SqlFailure e) {
            throw e.isDuplicate() ? taken(kind, address) : e;
        }
        return id;
    }

    /** Before it is read to be changed: whoever changes the same one comes after, and reads what stands then. */
    public void hold(Caller caller, Kind kind, UUID id) {
        sql.query(
                "select id from " + kind.table() + " where public_id = ? and org_id = ? for no key update",
                row -> null,
                id,
                caller.orgId());
    }

    /** The next version, with another name; the slug stays, because addresses and scripts have it. */
    public void rename(Caller caller, Kind kind, UUID id, String name) {
        var clean = name(name);
        sql.update(
                "update " + kind.table() + " set name = ?, updated_at = now(), version = version + 1"
                        + " where public_id = ? and org_id = ?",
                clean,
                id,
                caller.orgId());
    }

    public void delete(Caller caller, Kind kind, UUID id) {
        sql.update("delete from " + kind.table() + " where public_id = ? and org_id = ?", id, caller.orgId());
    }

    private static String name(String name) {
        if (name == null || name.isBlank() || name.strip().length() > 200) {
            throw Refusal.invalid("/name", "a name has 1 to 200 characters");
        }
        return Text.clean(name.strip(), 200);
    }

    private static Refusal taken(Kind kind, String slug) {
        return Refusal.conflict(
                kind.what() + "-exists", "there is a " + kind.what() + " " + slug + " already: choose another slug");
    }
}
