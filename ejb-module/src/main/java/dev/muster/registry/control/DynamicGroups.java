package dev.muster.registry.control;

import dev.muster.platform.Refusal;
import dev.muster.registry.control.SearchWords.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The dynamic groups of an org, for the searches of one call: read from the database at most once, and the query of each
 * is understood once, however many groups name it.
 */
public final class DynamicGroups {

    /** What a group stands for, how many terms it comes to and how many groups follow each other in it, itself too. */
    record Meaning(Where where, int terms, int deep) {}

    private final Supplier<Map<String, String>> source;
    private final Map<String, Meaning> understood = new HashMap<>();
    private Map<String, String> queries;

    /** @param source the queries by slug */
    DynamicGroups(Supplier<Map<String, String>> source) {
        this.source = source;
    }

    /** @throws Refusal 422 naming the position of the mistake */
    public Where search(String text) {
        return DeviceSearch.parse(text, this);
    }

    /** @throws Refusal 422 where its query, or that of a group it leads to, cannot be used */
    public Where of(String slug) {
        return search("group:" + slug);
    }

    /** Those whose queries cannot be used, and why. */
    public Map<String, Refusal> broken() {
        var broken = new TreeMap<String, Refusal>();
        queries().keySet().forEach(slug -> {
            try {
                of(slug);
            } catch (Refusal why) {
                broken.put(slug, why);
            }
        });
        return broken;
    }

    /** The slugs that a value names. */
    List<String> named(Value value) {
        if (!value.hasStars()) {
            var slug = value.text().toLowerCase(Locale.ROOT);
            return queries().containsKey(slug) ? List.of(slug) : List.of();
        }
        return queries().keySet().stream().filter(value::matches).toList();
    }

    Meaning meaning(String slug, Function<String, Meaning> understand) {
        var known = understood.get(slug);
        if (known == null) {
            known = understand.apply(queries().get(slug));
            understood.put(slug, known);
        }
        return known;
    }

    private Map<String, String> queries() {
        if (queries == null) {
            queries = new TreeMap<>(source.get());
        }
        return queries;
    }
}
