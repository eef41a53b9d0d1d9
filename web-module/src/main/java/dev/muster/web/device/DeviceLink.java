package dev.muster.web.device;

import dev.muster.command.boundary.CommandDelivery.Resend;
import dev.muster.protocol.CloseCodes;
import dev.muster.protocol.DeviceMessage;
import dev.muster.protocol.Json;
import dev.muster.protocol.ServerMessage;
import dev.muster.protocol.WireCommand;
import dev.muster.protocol.crypto.Frames;
import dev.muster.registry.entity.DevicePass;
import dev.muster.web.socket.Outbox;
import jakarta.websocket.Session;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * One device's open socket: what arrived and is not stored yet, what waits to be sent. At most one worker serves it at a
 * time ({@link DeviceSockets}); while a transaction commits, what arrives gathers and goes with the next one.
 */
final class DeviceLink {

    /** Messages that wait for the database; a device that sends more is told to come back later. */
    static final int INBOX = 512;

    /** Characters of waiting messages; parsed they take many times that. */
    static final int INBOX_CHARS = 1024 * 1024;

    private static final int AT_ONCE = 200;

    /** Events and results in one transaction; a batch counts as what it holds. */
    private static final int ITEMS_AT_ONCE = 500;

    private record Arrived(DeviceMessage message, int chars, boolean framed) {
        int items() {
            return message instanceof DeviceMessage.Batch batch ? batch.events().size() : 1;
        }
    }

    /** How the device spoke last. */
    private enum Answers {
        PLAIN,
        SIGNED,
        ENCRYPTED
    }

    final UUID connection;
    final DevicePass pass;
    final Session session;
    private final Frames frames;
    private final Outbox outbox;
    private final Runnable tooSlow;

    private final ArrayDeque<Arrived> inbox = new ArrayDeque<>();
    private int inboxChars;
    private final List<UUID> sent = new ArrayList<>();
    private final Set<UUID> underWay = new HashSet<>();
    private boolean poked;
    private Resend resend = Resend.UNACKNOWLEDGED;
    private boolean served;
    private volatile boolean opened;
    private volatile boolean framesRead;
    private volatile Answers spoken = Answers.PLAIN;
    private volatile long heardAt = System.nanoTime();

    /**
     * @param frames of the device's secret
     * @param tooSlow runs where more waits to be sent than may; the socket is closed then
     */
    DeviceLink(UUID connection, DevicePass pass, Frames frames, Session session, int sendQueue, Runnable tooSlow) {
        this.connection = connection;
        this.pass = pass;
        this.frames = frames;
        this.session = session;
        this.outbox = new Outbox(session, sendQueue);
        this.tooSlow = tooSlow;
    }

    /** A share of work for one transaction. */
    record Work(
            List<DeviceMessage> messages, boolean framed, int chars, List<UUID> sent, boolean poked, Resend resend) {
        boolean isEmpty() {
            return messages.isEmpty() && sent.isEmpty() && !poked;
        }
    }

    /** False where too much waits. */
    synchronized boolean received(DeviceMessage message, int chars, boolean framed) {
        if (inbox.size() >= INBOX || inboxChars + chars > INBOX_CHARS) {
            return false;
        }
        inboxChars += chars;
        return inbox.add(new Arrived(message, chars, framed));
    }

    synchronized void poke() {
        poked = true;
    }

    /** True where the caller is to serve this link now; it must call {@link #take} until that is empty. */
    synchronized boolean claim() {
        if (served || !opened || (inbox.isEmpty() && sent.isEmpty() && !poked)) {
            return false;
        }
        served = true;
        return true;
    }

    /** The next share; an empty one gives the claim back. */
    synchronized Work take() {
        var share = share();
        var work = new Work(
                share.stream().map(Arrived::message).toList(),
                share.stream().allMatch(Arrived::framed),
                share.stream().mapToInt(Arrived::chars).sum(),
                List.copyOf(sent),
                poked,
                resend);
        sent.clear();
        poked = false;
        if (work.poked()) {
            resend = Resend.NO;
        }
        served = !work.isEmpty();
        return work;
    }

    private List<Arrived> share() {
        var messages = new ArrayList<Arrived>();
        var items = 0;
        while (!inbox.isEmpty() && messages.size() < AT_ONCE && items < ITEMS_AT_ONCE) {
            var next = inbox.poll();
            inboxChars -= next.chars();
            items += next.items();
            messages.add(next);
        }
        return messages;
    }

    void open() {
        opened = true;
    }

    /** Whether the database knows of it. */
    boolean isOpen() {
        return opened;
    }

    /** Hands a command to the socket; {@code whenSent} runs once it left. A command under way is not handed twice. */
    void command(WireCommand command, Runnable whenSent) {
        synchronized (this) {
            if (!underWay.add(command.id())) {
                return;
            }
        }
        var text = Json.write(new ServerMessage.Command(command));
        var queued = transmit(text, () -> {
            synchronized (this) {
                sent.add(command.id());
                underWay.remove(command.id());
            }
            whenSent.run();
        });
        if (!queued) {
            tooSlow.run();
            close(CloseCodes.OVERLOAD, Outbox.retryAfter(5_000));
        }
    }

    void send(ServerMessage message) {
        if (!transmit(Json.write(message), () -> {})) {
            tooSlow.run();
            close(CloseCodes.OVERLOAD, Outbox.retryAfter(5_000));
        }
    }

    /** What a frame of this device carried. */
    Frames.Opened opened(byte[] frame) throws Frames.BadFrame {
        var opened = frames.open(frame);
        spoken = opened.encrypted() ? Answers.ENCRYPTED : Answers.SIGNED;
        return opened;
    }

    /** The device can read frames: from here on it is answered as it speaks. */
    void answersInFrames() {
        framesRead = true;
    }

    private boolean transmit(String text, Runnable sent) {
        if (!framesRead || spoken == Answers.PLAIN) {
            return outbox.send(text, sent);
        }
        var payload = text.getBytes(StandardCharsets.UTF_8);
        return outbox.send(spoken == Answers.ENCRYPTED ? frames.encrypted(payload) : frames.plain(payload), sent);
    }

    void close(int code, String reason) {
        outbox.close(code, reason);
    }

    /** Messages that wait for the database. */
    synchronized int waiting() {
        return inbox.size();
    }

    void heard() {
        heardAt = System.nanoTime();
    }

    double silentSec() {
        return (System.nanoTime() - heardAt) / 1e9;
    }
}
