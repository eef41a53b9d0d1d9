package dev.muster.web.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.command.entity.NewCommand;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.protocol.command.Danger;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.rest.Envelope;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The console grammar over REST, for whoever signs what they typed. */
@Path("/commands/meaning")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "commands")
public class MeaningResource {

    @Inject
    private CurrentCaller caller;

    /** A command in its wire form. */
    public record Meaning(String type, JsonNode args, String console, Danger danger) {}

    @GET
    @Operation(summary = "What a console line means", description = "Type and arguments, as a signature covers them.")
    public Envelope<Meaning> meaning(@QueryParam("line") String line) {
        caller.get().require(Permission.VIEW_DEVICES);
        if (line == null || line.isBlank()) {
            throw Refusal.invalid("?line", "give the console line, e.g. logs 20");
        }
        var command = NewCommand.parse(line).command();
        return Envelope.of(new Meaning(
                command.type().name(),
                command.args(),
                command.console(),
                command.type().danger()));
    }
}
