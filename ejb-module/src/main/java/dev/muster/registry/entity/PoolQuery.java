package dev.muster.registry.entity;

import dev.muster.platform.Refusal;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which devices of the unclaimed pool, in which order, from where.
 *
 * @param words each is to be found somewhere in what is known of the device
 * @param sort a field, with {@code -} before it for descending
 */
public record PoolQuery(List<String> words, String sort, int offset, int limit) {

    private static final int LONGEST = 200;

    private static final Map<String, String> SORTS = Map.of(
            "id", "d.device_id",
            "label", "lower(d.label)",
            "model", "d.model",
            "firmware", "c.firmware",
            "batch", "lower(b.batch)",
            "maker", "lower(b.maker)",
            "address", "k.factory_address",
            "since", "o.since",
            "lastSeen", "c.last_contact_at");

    public static PoolQuery of(String text, String sort, int offset, int limit) {
        if (text != null && text.length() > LONGEST) {
            throw Refusal.invalid("?q", "a search has at most " + LONGEST + " characters");
        }
        var words = text == null || text.isBlank()
                ? List.<String>of()
                : Stream.of(text.strip().split("\\s+")).toList();
        return new PoolQuery(words, sort == null || sort.isBlank() ? "-since" : sort.strip(), offset, limit);
    }

    public PoolQuery {
        if (limit < 1 || limit > DeviceQuery.MAX_LIMIT || offset < 0) {
            throw Refusal.invalid("?limit", "limit is 1 to " + DeviceQuery.MAX_LIMIT);
        }
        if (!SORTS.containsKey(field(sort))) {
            throw Refusal.invalid(
                    "?sort",
                    "cannot sort by " + field(sort) + "; known: " + String.join(", ", new TreeSet<>(SORTS.keySet())));
        }
        words = List.copyOf(words);
    }

    private static String field(String sort) {
        return sort.startsWith("-") ? sort.substring(1) : sort;
    }

    /** The SQL of the order; devices without a value come last either way. */
    public String order() {
        return SORTS.get(field(sort)) + (sort.startsWith("-") ? " desc" : " asc") + " nulls last, d.id desc";
    }

    /** Patterns for {@code ilike}. */
    public String[] patterns() {
        return words.stream()
                .map(word -> "%" + word.replaceAll("([\\\\%_])", "\\\\$1") + "%")
                .toArray(String[]::new);
    }
}
