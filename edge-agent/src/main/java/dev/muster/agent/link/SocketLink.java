package dev.muster.agent.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.muster.agent.command.CommandRunner;
import dev.muster.agent.store.Identity;
import dev.muster.protocol.Backoff;
import dev.muster.protocol.CloseCodes;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.DeviceMessage;
import dev.muster.protocol.Json;
import dev.muster.protocol.ServerMessage;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.logging.Logger;

/**
 * Holds a socket open: connects, says hello, lets {@link Delivery} send, notices a dead connection and comes back as the
 * contract says: the server's own word on when first, else with backoff. Only used on the loop.
 */
final class SocketLink implements DeviceSocket.Ears {

    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration FAREWELL = Duration.ofMillis(1_200);
    private static final int GOING = 1000;

    private final Links.Parts parts;
    private final Loop loop;
    private final Logger log;
    private final Enroller enroller;
    private final Consumer<Boolean> changed;
    private final Runnable doubted;
    private final Delivery delivery;
    private final ReconnectPolicy policy;
    private final FailureLog failures;
    private final Heartbeat heart;
    private CommandRunner commands;
    private DeviceSocket socket;
    private boolean open;
    private boolean announced;
    private CompletableFuture<Void> stopped;

    /** @param doubted called when no socket opens although the identity may be good: a signed answer has to say */
    SocketLink(Links.Parts parts, Enroller enroller, Consumer<Boolean> changed, Runnable doubted) {
        this.parts = parts;
        this.loop = parts.loop();
        this.log = parts.log();
        this.enroller = enroller;
        this.changed = changed;
        this.doubted = doubted;
        this.delivery = new Delivery(parts.outbox(), parts.journal(), loop, System::nanoTime);
        this.policy = new ReconnectPolicy(new Backoff(parts.random()), parts.random());
        this.failures = new FailureLog(log, "No connection to " + parts.server());
        this.heart = new Heartbeat(loop, delivery);
    }

    void serve(CommandRunner runner) {
        this.commands = runner;
    }

    void start() {
        connect();
    }

    boolean isOpen() {
        return open;
    }

    boolean isStopped() {
        return stopped != null;
    }

    void pump() {
        if (open) {
            delivery.pump(socket);
        }
        if (stopped != null && open && delivery.isEmpty()) {
            socket.close(GOING, "stopping");
        }
    }

    void reply(DeviceMessage message) {
        socket.send(Json.write(message));
        if (message instanceof CommandResult result) {
            delivery.resultSent(result.id());
        }
    }

    /** Sends what waits for a moment, then closes with 1000. */
    CompletableFuture<Void> stop() {
        stopped = new CompletableFuture<>();
        if (socket == null) {
            stopped.complete(null);
            return stopped;
        }
        pump();
        loop.after(FAREWELL, () -> {
            if (socket != null) {
                socket.close(GOING, "stopping");
            }
        });
        return stopped;
    }

    private void connect() {
        if (stopped != null) {
            return;
        }
        if (!announced) {
            announced = true;
            log.info("Connecting to factory server " + parts.server());
        }
        enroller.ensure()
                .whenCompleteAsync(
                        (identity, e) -> {
                            if (e != null) {
                                later(policy.afterRefusal(e), "no identity: " + Enroller.plain(e));
                            } else if (!identity.hasToken()) {
                                doubted.run();
                                loop.after(policy.afterBreak(), this::connect);
                            } else if (stopped == null) {
                                open(identity);
                            }
                        },
                        loop);
    }

    private void open(Identity identity) {
        var made = new DeviceSocket(loop, this, System::nanoTime, parts.framing(), identity.key());
        socket = made;
        parts.http()
                .newWebSocketBuilder()
                .connectTimeout(HANDSHAKE)
                .header("Authorization", "Bearer " + identity.token())
                .buildAsync(parts.server().socket(), made)
                .whenCompleteAsync((built, e) -> notOpened(made, e), loop);
    }

    private void notOpened(DeviceSocket attempt, Throwable e) {
        if (e == null || attempt != socket) {
            return;
        }
        socket = null;
        if (completeStop()) {
            return;
        }
        parts.reporter().failed();
        if (Enroller.cause(e) instanceof WebSocketHandshakeException refused) {
            var status = refused.getResponse().statusCode();
            if (policy.isTiredOf(status)) {
                doubt();
            }
            later(policy.afterHandshake(refused.getResponse().headers()), "the server answered " + status);
        } else {
            later(policy.afterBreak(), Enroller.plain(e));
        }
    }

    private void later(Duration delay, String why) {
        failures.failed(why);
        loop.after(delay, this::connect);
    }

    /** A bare refusal may come from anybody on the way: whether a new token is needed, a signed answer has to say. */
    private void doubt() {
        enroller.doubt();
        doubted.run();
    }

    @Override
    public void opened(DeviceSocket from) {
        if (from != socket || stopped != null) {
            from.abort("not wanted any more");
            return;
        }
        loop.after(HANDSHAKE, () -> {
            if (from == socket && !open) {
                from.abort("no welcome within " + HANDSHAKE.toSeconds() + " s");
            }
        });
    }

    @Override
    public void message(DeviceSocket from, String text) {
        if (from != socket) {
            return;
        }
        try {
            var message = Json.read(text, ServerMessage.class);
            if (message instanceof ServerMessage.Welcome welcome) {
                welcomed(welcome);
            } else if (open) {
                heard(message);
            }
        } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
            log.warning("a message of the server was not understood: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private void heard(ServerMessage message) {
        if (message instanceof ServerMessage.EventAck ack) {
            policy.proved();
            delivery.acknowledged(ack.seq());
            pump();
        } else if (message instanceof ServerMessage.Command command) {
            commands.accept(command.command());
        } else if (message instanceof ServerMessage.Error error) {
            log.warning("the server refused " + error.ref() + ": " + error.code() + " " + error.detail());
            delivery.refused(error.ref());
            pump();
        }
    }

    private void welcomed(ServerMessage.Welcome welcome) {
        if (open) {
            return;
        }
        if (!delivery.begin(welcome.resume())) {
            socket.abort("the server resumes at an impossible number " + welcome.resume());
            return;
        }
        open = true;
        announced = false;
        failures.worked();
        enroller.trust();
        log.info("Connected to " + parts.server() + ", session " + welcome.sessionId());
        changed.accept(true);
        socket.send(Json.write(parts.reporter().hello()));
        socket.ping();
        parts.reporter().connected();
        commands.takeUp();
        commands.repeatResults();
        delivery.pump(socket);
        heart.begin(socket, welcome.heartbeatSec());
    }

    @Override
    public void pong(DeviceSocket from, long rttNanos) {
        if (from == socket) {
            parts.reporter().roundTrip(Duration.ofNanos(rttNanos).toMillis());
        }
    }

    @Override
    public void sent(DeviceSocket from) {
        parts.reporter().sent();
    }

    @Override
    public void ended(DeviceSocket from, int code, String reason) {
        if (from != socket) {
            return;
        }
        socket = null;
        heart.end();
        var wasOpen = open;
        open = false;
        delivery.end();
        if (completeStop()) {
            return;
        }
        if (code < 0) {
            parts.reporter().failed();
        }
        if (wasOpen) {
            log.warning("Connection lost: " + (code < 0 ? reason : code + " " + reason));
            changed.accept(false);
        }
        comeBack(code, reason);
    }

    private void comeBack(int code, String reason) {
        switch (code) {
            case CloseCodes.UNAUTHENTICATED -> {
                doubt();
                later(policy.afterBreak(), "the token is not accepted");
            }
            case CloseCodes.FORBIDDEN ->
                later(policy.afterDisabled(), "the server lets this device in later: " + reason);
            case CloseCodes.REPLACED ->
                later(policy.afterReplaced(), "another agent uses the identity of this device: is it running twice?");
            case CloseCodes.OVERLOAD -> {
                delivery.overloaded();
                later(policy.afterClose(reason), "the server has too much to do");
            }
            default -> later(policy.afterClose(reason), code < 0 ? reason : "closed with " + code + " " + reason);
        }
    }

    private boolean completeStop() {
        if (stopped != null) {
            stopped.complete(null);
        }
        return stopped != null;
    }
}
