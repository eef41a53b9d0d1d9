package dev.muster.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Which part of a list is wanted. Devices and the audit have queries of their own; all else is asked for like this.
 *
 * @param text words that have to occur, in any order; null or blank for all
 * @param sort {@code field,-field}; null or blank for the list's own order
 */
public record ListQuery(String text, String sort, long offset, int limit) {

    public static final int MAX_LIMIT = 500;
    private static final int MAX_TEXT = 200;

    public ListQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Refusal.invalid("?limit", "limit is 1 to " + MAX_LIMIT);
        }
        if (offset < 0 || offset > Integer.MAX_VALUE) {
            throw Refusal.invalid("?cursor", "cursor is not one of ours");
        }
        text = text == null ? "" : text.strip();
        if (text.length() > MAX_TEXT) {
            throw Refusal.invalid("?q", "q has at most " + MAX_TEXT + " characters");
        }
        sort = sort == null ? "" : sort.strip();
    }

    /** All of a list, page by page: for lists that are bounded. */
    public static <T> List<T> all(Function<ListQuery, Page<T>> list) {
        var all = new ArrayList<T>();
        for (var offset = 0; ; offset += MAX_LIMIT) {
            var page = list.apply(new ListQuery(null, null, offset, MAX_LIMIT));
            all.addAll(page.items());
            if (page.nextCursor() == null) {
                return all;
            }
        }
    }
}
