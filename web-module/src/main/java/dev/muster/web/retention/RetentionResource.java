package dev.muster.web.retention;

import dev.muster.platform.Refusal;
import dev.muster.retention.boundary.Retention;
import dev.muster.retention.entity.KeptDays;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.rest.Idempotent;
import dev.muster.web.rest.Versions;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** For how long the caller's org keeps what its devices said. */
@Path("/retention")
@RequestScoped
@Idempotent
@Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "retention")
public class RetentionResource {

    @Inject
    private Retention retention;

    @Inject
    private CurrentCaller caller;

    /** What is absent stays. */
    public record Days(Integer readingDays, Integer eventDays, Integer logDays) {}

    @GET
    @Operation(summary = "For how many days the org keeps readings, events and log lines")
    public Response get() {
        return answer(retention.get(caller.get()));
    }

    @PATCH
    @Operation(
            summary = "Say for how many days the org keeps them",
            description =
                    "1 to 3,650 days each, by the time of the row; merge patch. What is older is deleted for good by"
                            + " the next run. If-Match guards against overwriting.")
    public Response change(Days days, @HeaderParam("If-Match") String ifMatch) {
        if (days == null) {
            throw Refusal.invalid("/readingDays", "1 to " + KeptDays.MOST + " days");
        }
        return answer(retention.change(
                caller.get(), days.readingDays(), days.eventDays(), days.logDays(), Versions.expected(ifMatch)));
    }

    private static Response answer(KeptDays days) {
        return Versions.ok(days, days.version());
    }
}
