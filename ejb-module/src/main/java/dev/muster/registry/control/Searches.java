package dev.muster.registry.control;

import dev.muster.platform.Caller;
import dev.muster.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.stream.Collectors;

/** Searches of a caller's org, where a dynamic group stands for its query. */
@ApplicationScoped
public class Searches {

    @Inject
    private Sql sql;

    /** @throws dev.muster.platform.Refusal 422 naming the position of the mistake */
    public Where of(Caller caller, String text) {
        return groups(caller).search(text);
    }

    /** For several searches of one call; what changes afterwards is not seen. */
    public DynamicGroups groups(Caller caller) {
        return new DynamicGroups(() -> sql
                .query(
                        "select slug, query from device_group where org_id = ? and query is not null",
                        row -> Map.entry(row.text("slug"), row.text("query")),
                        caller.orgId())
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
