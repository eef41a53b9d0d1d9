package dev.muster.web.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.command.boundary.CommandQueue;
import dev.muster.command.entity.CommandState;
import dev.muster.command.entity.CommandView;
import dev.muster.command.entity.NewCommand;
import dev.muster.platform.Caller;
import dev.muster.platform.Refusal;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.repeat.KeyedWrites;
import dev.muster.web.repeat.KeyedWrites.Keyed;
import dev.muster.web.rest.Envelope;
import dev.muster.web.rest.Idempotent;
import dev.muster.web.socket.Workers;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Commands over REST. */
@Path("/devices/{deviceId}/commands")
@RequestScoped
@Idempotent
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "commands")
public class CommandsResource {

    @Inject
    private CommandQueue queue;

    @Inject
    private CommandWaiters waiters;

    @Inject
    private CurrentCaller caller;

    @Inject
    private KeyedWrites writes;

    @Inject
    private Workers workers;

    @Inject
    @ConfigProperty(name = "muster.command.wait.max")
    private Duration longestWait;

    /** A command: {@code type}, perhaps {@code id}, and the type's arguments beside them; or a console {@code line}. */
    public record Submission(
            ObjectNode command,
            String line,
            Long timeoutMs,
            Instant expiresAt,
            String mode,
            Instant issuedAt,
            String signature) {

        NewCommand.Signed signed() {
            return signature == null ? null : new NewCommand.Signed(issuedAt, signature);
        }
    }

    /** How it stands, or ended within {@code timeoutMs}. */
    public record Answer(UUID commandId, CommandState state, Boolean success, String output, Integer exitCode) {
        static Answer of(CommandView view) {
            return new Answer(view.id(), view.state(), view.success(), view.output(), view.exitCode());
        }
    }

    @POST
    @Operation(
            summary = "Send a command",
            description = "Queued; with timeoutMs the answer waits for the result. A reused id is refused with 409."
                    + " A signature needs command.id, issuedAt and expiresAt as they were signed.")
    public void send(@PathParam("deviceId") String deviceId, Submission submission, @Suspended AsyncResponse answer) {
        if (submission == null) {
            throw Refusal.invalid("/command", "send a command");
        }
        var who = caller.get();
        var command = command(submission);
        var timeoutMs = timeout(submission);
        var keyed = writes.keyed();
        if (timeoutMs > 0) {
            sendAndWait(who, deviceId, command, timeoutMs, keyed, answer);
        } else {
            answer.resume(queue(who, deviceId, command, keyed, null).said());
        }
    }

    @GET
    @Operation(summary = "Commands of a device, newest first")
    public Envelope<List<CommandView>> list(
            @PathParam("deviceId") String deviceId,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("offset") @DefaultValue("0") int offset) {
        return Envelope.of(queue.list(caller.get(), deviceId, limit, offset));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One command")
    public Envelope<CommandView> get(@PathParam("deviceId") String deviceId, @PathParam("id") UUID id) {
        return Envelope.of(queue.get(caller.get(), deviceId, id));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Cancel a command while it is QUEUED")
    public Envelope<CommandView> cancel(@PathParam("deviceId") String deviceId, @PathParam("id") UUID id) {
        return Envelope.of(queue.cancel(caller.get(), deviceId, id));
    }

    /** What there is to say now: {@code view} null where it is an earlier answer. */
    private record Queued(Object said, CommandView view) {}

    private Queued queue(Caller who, String deviceId, NewCommand command, Optional<Keyed> keyed, Duration waits) {
        if (keyed.isEmpty()) {
            return queued(queue.queue(who, deviceId, command));
        }
        var now = new Queued[1];
        var earlier = writes.once(keyed.get(), waits, () -> {
            now[0] = queued(queue.queue(who, deviceId, command));
            return now[0].said();
        });
        return earlier.<Queued>map(first -> new Queued(first, null)).orElseGet(() -> now[0]);
    }

    private void sendAndWait(
            Caller who,
            String deviceId,
            NewCommand command,
            long timeoutMs,
            Optional<Keyed> keyed,
            AsyncResponse answer) {
        answer.setTimeout(timeoutMs, TimeUnit.MILLISECONDS);
        answer.setTimeoutHandler(late -> {
            waiters.forget(command.id());
            end(late, queue.get(who, deviceId, command.id()), keyed);
        });
        waiters.await(
                command.id(),
                // on the committing thread, whose transaction is over: what stores more does so elsewhere
                ended -> keyed.ifPresentOrElse(
                        key -> workers.run(() -> end(answer, ended, keyed)), () -> end(answer, ended, keyed)));
        try {
            var queued = queue(who, deviceId, command, keyed, Duration.ofMillis(timeoutMs));
            if (queued.view() == null) {
                waiters.forget(command.id());
                answer.resume(queued.said());
            } else if (!queued.view().state().isOpen()) {
                waiters.forget(command.id());
                end(answer, queued.view(), keyed);
            }
        } catch (RuntimeException e) {
            waiters.forget(command.id());
            throw e;
        }
    }

    /** Answers, and first remembers what is answered: nobody may be told otherwise afterwards. */
    private void end(AsyncResponse answer, CommandView view, Optional<Keyed> keyed) {
        var said = queued(view).said();
        keyed.ifPresent(key -> writes.ended(key, said));
        answer.resume(said);
    }

    private static Queued queued(CommandView view) {
        return new Queued(Envelope.of(Answer.of(view)), view);
    }

    private long timeout(Submission submission) {
        var timeoutMs = submission.timeoutMs() == null ? 0 : submission.timeoutMs();
        if (timeoutMs < 0 || timeoutMs > longestWait.toMillis()) {
            throw Refusal.invalid("/timeoutMs", "timeoutMs is 0 to " + longestWait.toMillis());
        }
        return timeoutMs;
    }

    private static NewCommand command(Submission submission) {
        if (submission.line() != null && submission.signature() == null) {
            return NewCommand.parse(submission.line());
        }
        if (submission.command() == null) {
            throw Refusal.invalid("/command", "send a command with a type, or a console line");
        }
        var members = submission.command().deepCopy();
        var type = members.remove("type");
        var id = members.remove("id");
        var args = members.path("args").isObject() ? members.path("args") : members;
        return NewCommand.of(
                id == null || id.isNull() ? null : uuid(id.asText()),
                type == null ? null : type.asText(),
                args,
                submission.expiresAt(),
                submission.mode(),
                submission.signed());
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("/command/id", "an id is a UUID");
        }
    }
}
