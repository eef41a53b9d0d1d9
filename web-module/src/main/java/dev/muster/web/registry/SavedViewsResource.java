package dev.muster.web.registry;

import dev.muster.platform.Refusal;
import dev.muster.registry.boundary.SavedViews;
import dev.muster.registry.entity.SavedView;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.rest.Envelope;
import dev.muster.web.rest.Idempotent;
import dev.muster.web.rest.ListParameters;
import dev.muster.web.rest.Versions;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Device lists that the caller keeps, and those shared in the org. */
@Path("/device-views")
@RequestScoped
@Idempotent
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "devices")
public class SavedViewsResource {

    @Inject
    private SavedViews views;

    @Inject
    private CurrentCaller caller;

    /** A list to keep: a search, an order, and whether the org sees it, which it does not unless told. */
    public record View(String name, String query, String sort, Boolean shared) {}

    @GET
    @Operation(summary = "List saved views")
    public Envelope<List<SavedView>> list(@BeanParam ListParameters list) {
        return Envelope.of(views.list(caller.get(), list.query()));
    }

    @POST
    @Operation(
            summary = "Keep a view",
            description = "201 for a new one; one's own of that name is replaced: 200 and its next version.")
    public Response save(View view) {
        if (view == null) {
            throw Refusal.invalid("/name", "a name has 1 to 100 characters");
        }
        var saved =
                views.save(caller.get(), view.name(), view.query(), view.sort(), Boolean.TRUE.equals(view.shared()));
        return saved.version() > 1
                ? Versions.ok(saved, saved.version())
                : Versions.created("device-views/" + saved.id(), saved, saved.version());
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One view, one's own or shared")
    public Response get(@PathParam("id") UUID id) {
        var found = views.get(caller.get(), id);
        return Versions.ok(found, found.version());
    }

    /** A view's name from now on, and whether the org sees it. */
    public record ViewName(String name, boolean shared) {}

    @PATCH
    @Path("/{id}")
    @Operation(summary = "Rename or share a view of one's own", description = "If-Match guards against overwriting.")
    public Response rename(@PathParam("id") UUID id, ViewName view, @HeaderParam("If-Match") String ifMatch) {
        if (view == null) {
            throw Refusal.invalid("/name", "a name has 1 to 100 characters");
        }
        var renamed = views.rename(caller.get(), id, view.name(), view.shared(), Versions.expected(ifMatch));
        return Versions.ok(renamed, renamed.version());
    }

    @DELETE
    @Path("/{id}")
    @Operation(
            summary = "Delete a view of one's own",
            description = "An administrator also deletes one that somebody shared who is no member any more.")
    public Envelope<Boolean> delete(@PathParam("id") UUID id) {
        views.delete(caller.get(), id);
        return Envelope.of(true);
    }
}
