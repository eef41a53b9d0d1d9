package dev.muster.registry.entity;

import dev.muster.platform.Refusal;
import java.util.List;
import java.util.Map;

/**
 * Which devices, in which order, from where. {@code text} matches id and label; {@code status} is a word of {@link
 * Liveness} or null for all.
 */
public record DeviceQuery(String text, String status, List<Sort> sort, int offset, int limit) {

    /** Fields a list can be sorted by, and the expression behind each. */
    static final Map<String, String> SORTS = Map.of(
            "id", "d.device_id",
            "label", "lower(d.label)",
            "org", "o.slug",
            "state", "d.state",
            "status", "status_rank",
            "lastSeen", "c.last_contact_at",
            "transport", "c.transport",
            "firmware", "c.firmware",
            "errors", "coalesce((c.errlog ->> 'unread')::int, 0)",
            "createdAt", "d.created_at");

    public static final int MAX_LIMIT = 500;

    public DeviceQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Refusal.invalid("?limit", "limit is 1 to " + MAX_LIMIT);
        }
        if (offset < 0) {
            throw Refusal.invalid("?cursor", "cursor is not one of ours");
        }
        text = text == null || text.isBlank() ? null : text.strip();
        sort = List.copyOf(sort);
    }

    /** One key of the order. */
    public record Sort(String field, boolean descending) {
        public Sort {
            if (!SORTS.containsKey(field)) {
                throw Refusal.invalid(
                        "?sort",
                        "cannot sort by " + field + "; known: "
                                + String.join(", ", new java.util.TreeSet<>(SORTS.keySet())));
            }
        }

        /** The SQL of this key; devices without a value come last either way. */
        public String sql() {
            return SORTS.get(field) + (descending ? " desc nulls last" : " asc nulls last");
        }
    }
}
