package dev.muster.web.rest;

import dev.muster.platform.ListQuery;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** What every list takes ({@code @BeanParam}); lists of devices and the audit take more. */
public class ListParameters {

    @QueryParam("q")
    @Parameter(description = "Words that have to occur, in any order.")
    private String q;

    @QueryParam("sort")
    @Parameter(
            description = "field,-field: a minus for descending. A field that is none is refused with those there are.")
    private String sort;

    @QueryParam("cursor")
    @Parameter(description = "page.nextCursor of the page before.")
    private String cursor;

    @QueryParam("limit")
    @DefaultValue("50")
    @Parameter(description = "1 to 500.")
    private int limit;

    /** @throws dev.muster.platform.Refusal 422 for a limit or cursor that is none */
    public ListQuery query() {
        return new ListQuery(q, sort, Cursor.decode(cursor, 0L), limit);
    }
}
