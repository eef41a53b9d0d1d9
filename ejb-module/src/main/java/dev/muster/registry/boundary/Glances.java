package dev.muster.registry.boundary;

import dev.muster.platform.Caller;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.registry.entity.PlatformGlance;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;

/** The installation at a glance, for the platform operator: numbers of all orgs, and nothing else of them. */
@Stateless
@Scoped
public class Glances {

    @Inject
    private Sql sql;

    private record Number(String org, String word, long n) {}

    public PlatformGlance platform(Caller operator) {
        operator.requirePlatform();
        var orgs = new HashMap<String, Map<String, Long>>();
        var whole = new HashMap<String, Long>();
        sql.query(
                        "select org, word, n from platform_glance()",
                        row -> new Number(row.text("org"), row.text("word"), row.number("n")))
                .forEach(each -> (each.org() == null ? whole : orgs.computeIfAbsent(each.org(), key -> new HashMap<>()))
                        .put(each.word(), each.n()));
        return new PlatformGlance(orgs, whole.getOrDefault("unclaimed", 0L), whole.getOrDefault("conflicts", 0L));
    }
}
