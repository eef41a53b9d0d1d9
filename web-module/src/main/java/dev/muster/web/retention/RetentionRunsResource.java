package dev.muster.web.retention;

import dev.muster.retention.boundary.RetentionRuns;
import dev.muster.retention.entity.RetentionRun;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.rest.Envelope;
import dev.muster.web.rest.Idempotent;
import dev.muster.web.rest.ListParameters;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Runs of the job that deletes what orgs keep no longer; for the platform operator. */
@Path("/retention/runs")
@RequestScoped
@Idempotent
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "retention")
public class RetentionRunsResource {

    @Inject
    private RetentionRuns runs;

    @Inject
    private CurrentCaller caller;

    @GET
    @Operation(summary = "List runs of the retention job", description = "Newest first, with what each deleted.")
    public Envelope<List<RetentionRun>> list(@BeanParam ListParameters list) {
        return Envelope.of(runs.list(caller.get(), list.query()));
    }

    @POST
    @Operation(
            summary = "Run the retention job now",
            description = "Answers at once; the list says how far it is. 409 while one is under way.")
    public Envelope<RetentionRun> begin() {
        return Envelope.of(runs.begin(caller.get()));
    }
}
