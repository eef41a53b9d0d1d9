package dev.muster.cli.tenancy;

import java.util.List;

/**
 * A method of a path, as {@code /openapi} describes it.
 *
 * @param contentType of its body; null for none
 */
record Operation(String method, String path, List<Slot> slots, String contentType) {

    enum In {
        PATH,
        QUERY,
        HEADER,
        BODY
    }

    /** Where a request can say something: a parameter, a header, a member of the body. */
    record Slot(In in, String name) {}

    boolean writes() {
        return !method.equals("GET");
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
