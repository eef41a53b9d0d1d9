package dev.muster.web.rest;

import dev.muster.platform.Page;
import java.util.List;

/** A success: {@code {"success": true, "data": …}}; lists add {@code page} (section 9). */
public record Envelope<T>(boolean success, T data, PageInfo page) {

    /** Where the list goes on; {@code nextCursor} absent on the last page, {@code total} where it was counted. */
    public record PageInfo(String nextCursor, int size, Long total) {}

    public static <T> Envelope<T> of(T data) {
        return new Envelope<>(true, data, null);
    }

    public static <T> Envelope<List<T>> of(Page<T> page) {
        return new Envelope<>(
                true,
                page.items(),
                new PageInfo(Cursor.encode(page.nextCursor()), page.items().size(), page.total()));
    }
}
