package dev.muster.platform;

import java.util.List;

/** A slice of a list; {@code nextCursor} is null on the last one, {@code total} null where nobody counted. */
public record Page<T>(List<T> items, String nextCursor, Long total) {
    public Page {
        items = List.copyOf(items);
    }
}
