package dev.muster.web.registry;

import dev.muster.platform.Refusal;
import dev.muster.registry.boundary.Groups;
import dev.muster.registry.entity.GroupView;
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
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Groups of the caller's org. */
@Path("/device-groups")
@RequestScoped
@Idempotent
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "fleets")
public class GroupsResource {

    @Inject
    private Groups groups;

    @Inject
    private CurrentCaller caller;

    /** A group to be made or replaced; a query in the search language makes it dynamic. */
    public record Group(String name, String slug, String query) {}

    /** Devices to put in or take out, by id. */
    public record GroupMembers(List<String> deviceIds) {}

    @GET
    @Operation(
            summary = "List groups",
            description = "devices is null for what was not counted: of a page the first 20 groups with a query are,"
                    + " and none whose query cannot be used.")
    public Envelope<List<GroupView>> list(@BeanParam ListParameters list) {
        return Envelope.of(groups.list(caller.get(), list.query()));
    }

    @POST
    @Operation(summary = "Make a group", description = "A query makes it dynamic.")
    public Response create(Group group) {
        var wanted = required(group);
        var made = groups.create(caller.get(), wanted.name(), wanted.slug(), wanted.query());
        return Versions.created("device-groups/" + made.id(), made, made.version());
    }

    @GET
    @Path("/{id}")
    @Operation(
            summary = "One group",
            description = "Its devices: GET /devices?q=group:SLUG. devices is null where the query cannot be used.")
    public Response get(@PathParam("id") UUID id) {
        return answer(groups.get(caller.get(), id));
    }

    @PUT
    @Path("/{id}")
    @Operation(summary = "Replace name and query", description = "The slug stays. If-Match guards.")
    public Response replace(@PathParam("id") UUID id, Group group, @HeaderParam("If-Match") String ifMatch) {
        var wanted = required(group);
        return answer(groups.replace(caller.get(), id, wanted.name(), wanted.query(), Versions.expected(ifMatch)));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Delete a group", description = "Its devices stay.")
    public Envelope<Boolean> delete(@PathParam("id") UUID id) {
        groups.delete(caller.get(), id);
        return Envelope.of(true);
    }

    @POST
    @Path("/{id}/members")
    @Operation(summary = "Put devices into a static group", description = "All of them, or none where one is not seen.")
    public Response add(@PathParam("id") UUID id, GroupMembers members) {
        return answer(groups.add(caller.get(), id, members == null ? null : members.deviceIds()));
    }

    @DELETE
    @Path("/{id}/members")
    @Operation(summary = "Take devices out of a static group")
    public Response remove(@PathParam("id") UUID id, GroupMembers members) {
        return answer(groups.remove(caller.get(), id, members == null ? null : members.deviceIds()));
    }

    private static Group required(Group group) {
        if (group == null) {
            throw Refusal.invalid("/name", "a name has 1 to 200 characters");
        }
        return group;
    }

    private static Response answer(GroupView group) {
        return Versions.ok(group, group.version());
    }
}
