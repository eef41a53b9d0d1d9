package dev.muster.registry.control;

import dev.muster.platform.Caller;
import dev.muster.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Searches of a caller's org, where a dynamic group stands for its query. */
@ApplicationScoped
public class Searches {

    @Inject
    private Sql sql;

    /** @throws dev.muster.platform.Refusal 422 naming the position of the mistake */
    public Where of(Caller caller, String text) {
        return DeviceSearch.parse(
                text,
                slug -> sql.one(
                                "select query from device_group where org_id = ? and slug = ? and query is not null",
                                row -> row.text("query"),
                                caller.orgId(),
                                slug)
                        .orElse(null));
    }
}
