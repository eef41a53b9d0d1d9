package dev.muster.agent.link;

import dev.muster.agent.command.CommandRunner;
import dev.muster.agent.store.CheckInLedger;
import dev.muster.agent.store.CommandJournal;
import dev.muster.agent.store.Identity;
import dev.muster.agent.store.IdentityFile;
import dev.muster.agent.store.Outbox;
import dev.muster.agent.store.Sequences;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.DeviceMessage;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;

/**
 * Keeps in touch by the way that works: the socket where the mode allows it, check-ins where it does not or while the
 * socket has been away for {@link Parts#standIn}. Only used on the loop, but for {@link #reply} and {@link #somethingNew}.
 */
public final class Links {

    private final Loop loop;
    private final Enroller enroller;
    private final SocketLink socket;
    private final CheckInLink checkIn;
    private final boolean socketWanted;
    private final Duration standIn;

    /**
     * What both ways work with.
     *
     * @param standIn how long the socket may be away before check-ins stand in for it
     */
    public record Parts(
            Loop loop,
            HttpClient http,
            ServerAddress server,
            Enroller.Settings settings,
            Identity known,
            IdentityFile identityFile,
            Sequences sequences,
            Outbox outbox,
            CheckInLedger ledger,
            CommandJournal journal,
            Reporter reporter,
            Clock clock,
            RandomGenerator random,
            Duration standIn,
            Framing framing,
            Logger log) {}

    public Links(Parts parts, boolean socketWanted) {
        this.loop = parts.loop();
        this.socketWanted = socketWanted;
        this.standIn = parts.standIn();
        var http = new SignedHttp(parts.http(), parts.server(), parts.sequences(), new ServerClock(parts.clock()));
        this.enroller = new Enroller(
                parts.settings(), parts.known(), parts.identityFile(), http, parts.clock(), loop, parts.log());
        this.checkIn = new CheckInLink(parts, enroller, http);
        this.socket = new SocketLink(parts, enroller, this::socketChanged, checkIn::start);
    }

    public void start(CommandRunner commands) {
        checkIn.serve(commands);
        socket.serve(commands);
        if (socketWanted) {
            socket.start();
            socketChanged(false);
        } else {
            checkIn.start();
        }
    }

    /** Null before the first enrollment. */
    public Identity identity() {
        return enroller.current();
    }

    public boolean isConnected() {
        return socket.isOpen() || checkIn.isHeard();
    }

    /** Events wait: sends them now where that is possible. */
    public void somethingNew() {
        loop.execute(socket::pump);
    }

    /** Sends what waits, whichever way. */
    public void sync() {
        loop.execute(() -> {
            socket.pump();
            checkIn.hurry();
        });
    }

    /** An acknowledgement or result; one that cannot leave now is in the journal and leaves later. */
    public void reply(DeviceMessage message) {
        loop.execute(() -> {
            if (socket.isOpen()) {
                socket.reply(message);
            } else if (message instanceof DeviceMessage.CommandAck || message instanceof CommandResult) {
                checkIn.reply(message);
            }
        });
    }

    /** Says goodbye; done when the other side has heard it or the time is up. */
    public CompletableFuture<Void> stop() {
        checkIn.stop();
        return CompletableFuture.allOf(socket.stop(), enroller.settled());
    }

    private void socketChanged(boolean open) {
        if (open) {
            checkIn.stop();
        } else {
            loop.after(standIn, () -> {
                if (!socket.isOpen() && !socket.isStopped()) {
                    checkIn.start();
                }
            });
        }
    }
}
