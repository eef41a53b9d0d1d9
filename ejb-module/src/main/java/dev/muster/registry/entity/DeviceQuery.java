package dev.muster.registry.entity;

import dev.muster.platform.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which devices, in which order, from where. {@code text} is in the search language; {@code status} is a word of {@link
 * Liveness}, {@link #ANY}, or null for those in service, unless the text itself names states or statuses.
 */
public record DeviceQuery(String text, String status, List<Sort> sort, int offset, int limit) {

    /** Fields that every device has a value in: an index gives their order, which "nulls last" would not be. */
    private static final Set<String> ALWAYS =
            Set.of("id", "label", "org", "state", "status", "errors", "createdAt", "updatedAt");

    /** Unread entries of the error log. */
    public static final String ERRORS = "coalesce((unread_errors(c.errlog, c.errlog_read) ->> 'unread')::int, 0)";

    /** Fields a list can be sorted by, and the expression behind each. */
    static final Map<String, String> SORTS = Map.ofEntries(
            Map.entry("id", "d.device_id"),
            Map.entry("label", "lower(d.label)"),
            Map.entry("org", "o.slug"),
            Map.entry("state", "d.state"),
            Map.entry("status", "status_rank"),
            Map.entry("lastSeen", "c.last_contact_at"),
            Map.entry("transport", "c.transport"),
            Map.entry("firmware", "c.firmware"),
            Map.entry("errors", ERRORS),
            Map.entry("createdAt", "d.created_at"),
            Map.entry("updatedAt", "d.updated_at"),
            Map.entry("site", "t.slug"),
            Map.entry("model", "d.model"));

    /** In place of a status: with those that wait for acceptance and those out of service. */
    public static final String ANY = "any";

    public static final int MAX_LIMIT = 500;

    public DeviceQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Refusal.invalid("?limit", "limit is 1 to " + MAX_LIMIT);
        }
        if (offset < 0) {
            throw Refusal.invalid("?cursor", "cursor is not one of ours");
        }
        status = status == null || status.isBlank() ? null : status.strip();
        if (status != null && !status.equals(ANY) && !Liveness.STATUSES.contains(status)) {
            throw Refusal.invalid("?status", "status is one of " + String.join(", ", Liveness.STATUSES) + ", " + ANY);
        }
        text = text == null || text.isBlank() ? null : text.strip();
        sort = List.copyOf(sort);
    }

    /** An order as REST and saved views write it: {@code field,-field}; null and blank for none. */
    public static List<Sort> sorts(String sort) {
        return sort == null || sort.isBlank()
                ? List.of()
                : Stream.of(sort.split(","))
                        .map(String::strip)
                        .map(key -> key.startsWith("-") ? new Sort(key.substring(1), true) : new Sort(key, false))
                        .toList();
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
            return SORTS.get(field) + (descending ? " desc" : " asc") + (ALWAYS.contains(field) ? "" : " nulls last");
        }
    }
}
