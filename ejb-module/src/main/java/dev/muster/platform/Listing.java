package dev.muster.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A list that people ask for in parts: the query behind it, what it is sorted by, and where words are looked for.
 *
 * @param select all of it, in no order
 * @param order of those that are alike otherwise, over the columns of {@code select}; no two rows are alike in it
 * @param sorts the fields to sort by, and the expression over the columns of {@code select} behind each
 * @param words the columns in which words are looked for
 */
public record Listing<T>(
        String select, Sql.RowMapper<T> row, String order, Map<String, String> sorts, List<String> words) {

    private static final int MOST_WORDS = 10;

    /**
     * A page; {@code nextCursor} is the next offset.
     *
     * @param bound what {@code select} has in its places
     * @throws Refusal 422 for a field that the list cannot be sorted by
     */
    public Page<T> page(Sql sql, ListQuery query, Object... bound) {
        var places = new ArrayList<Object>(List.of(bound));
        var conditions = new StringBuilder();
        Stream.of(query.text().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .limit(MOST_WORDS)
                .forEach(word -> {
                    conditions
                            .append(conditions.isEmpty() ? " where " : " and ")
                            .append("concat_ws(' ', ")
                            .append(String.join(", ", words))
                            .append(") ilike ?");
                    places.add("%" + word.replaceAll("([\\\\%_])", "\\\\$1") + "%");
                });
        places.add(query.limit() + 1);
        places.add(query.offset());
        var found = sql.query(
                "select * from (" + select + ") listed" + conditions + " order by " + orderBy(query.sort()) + order
                        + " limit ? offset ?",
                row,
                places.toArray());
        var more = found.size() > query.limit();
        return new Page<>(
                more ? found.subList(0, query.limit()) : found,
                more ? String.valueOf(query.offset() + query.limit()) : null,
                null);
    }

    private String orderBy(String sort) {
        var keys = new StringBuilder();
        for (var key : sort.isEmpty() ? new String[0] : sort.split(",")) {
            var descending = key.strip().startsWith("-");
            var field = descending ? key.strip().substring(1) : key.strip();
            if (!sorts.containsKey(field)) {
                throw Refusal.invalid(
                        "?sort",
                        "cannot sort by " + field + "; known: " + String.join(", ", new TreeSet<>(sorts.keySet())));
            }
            keys.append(sorts.get(field)).append(descending ? " desc" : " asc").append(" nulls last, ");
        }
        return keys.toString();
    }
}
