package dev.muster.web.mqtt;

import dev.muster.checkin.entity.BrokerShare;
import dev.muster.checkin.entity.Outcome;
import dev.muster.platform.Refusal;
import dev.muster.platform.SqlFailure;
import dev.muster.protocol.DeviceMessage;
import dev.muster.registry.entity.DevicePass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What came on one connection to the broker and is not stored yet; bounded by the receive maximum. Of each device one share
 * is being stored at a time, and what came meanwhile goes with the next: were a later one stored before an earlier one that
 * fails, that would be taken for a repeat when it comes again. A failure therefore ends the whole connection, and the broker
 * sends again what was not acknowledged. Thread-safe.
 */
final class MqttInbox {

    /** Bytes in one share, unless one message has more. */
    private static final int SHARE_BYTES = 256 * 1024;

    private record Waiting(DevicePass pass, DeviceMessage message, int bytes, Runnable acknowledge) {}

    private final Function<BrokerShare, CompletableFuture<Outcome>> store;
    private final Consumer<Refusal> refused;
    private final Consumer<Throwable> failed;

    /** By device, those that wait behind a share that is being stored. */
    private final Map<Long, ArrayDeque<Waiting>> waiting = new HashMap<>();

    /** Devices that brought something which fails for a reason of its own: their messages are stored one by one. */
    private final Set<Long> apart = new HashSet<>();

    private boolean closed;

    /**
     * @param refused for each message that is refused for good
     * @param failed once, where something could not be stored and the broker has to send it again
     */
    MqttInbox(
            Function<BrokerShare, CompletableFuture<Outcome>> store,
            Consumer<Refusal> refused,
            Consumer<Throwable> failed) {
        this.store = store;
        this.refused = refused;
        this.failed = failed;
    }

    /** A message of a device, read; {@code acknowledge} runs after its commit, or when it is refused for good. */
    void add(DevicePass pass, DeviceMessage message, int bytes, Runnable acknowledge) {
        var each = new Waiting(pass, message, bytes, acknowledge);
        synchronized (this) {
            if (closed) {
                return;
            }
            var behind = waiting.get(pass.device());
            if (behind != null) {
                behind.add(each);
                return;
            }
            waiting.put(pass.device(), new ArrayDeque<>());
        }
        store(List.of(each));
    }

    private void store(List<Waiting> share) {
        var pass = share.get(share.size() - 1).pass();
        try {
            store.apply(new BrokerShare(
                            pass,
                            share.stream().map(Waiting::message).toList(),
                            share.stream().mapToInt(Waiting::bytes).sum()))
                    .whenComplete((outcome, failure) -> stored(share, outcome, failure));
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void stored(List<Waiting> share, Outcome outcome, Throwable failure) {
        var device = share.get(0).pass().device();
        if (failure != null && !isOfTheData(failure)) {
            fail(failure);
            return;
        }
        if (failure != null && share.size() > 1) {
            putBack(device, share);
        } else {
            if (failure != null) {
                refused.accept(Refusal.of(422, "not-storable", "the database does not take it"));
            } else if (outcome instanceof Outcome.Refused no) {
                share.forEach(each -> refused.accept(no.why()));
            }
            share.forEach(each -> each.acknowledge().run());
        }
        var next = next(device);
        if (!next.isEmpty()) {
            store(next);
        }
    }

    private synchronized List<Waiting> next(long device) {
        var behind = waiting.get(device);
        var next = new ArrayList<Waiting>();
        var bytes = 0;
        while (!closed
                && !behind.isEmpty()
                && (next.isEmpty()
                        || !apart.contains(device) && bytes + behind.peek().bytes() <= SHARE_BYTES)) {
            bytes += behind.peek().bytes();
            next.add(behind.poll());
        }
        if (next.isEmpty()) {
            waiting.remove(device);
            apart.remove(device);
        }
        return next;
    }

    private synchronized void putBack(long device, List<Waiting> share) {
        apart.add(device);
        var behind = waiting.get(device);
        for (var i = share.size() - 1; i >= 0; i--) {
            behind.addFirst(share.get(i));
        }
    }

    private static boolean isOfTheData(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SqlFailure sql && sql.isOfTheData()) {
                return true;
            }
        }
        return false;
    }

    /** Takes nothing more: all that is not acknowledged comes again. */
    void fail(Throwable failure) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        failed.accept(failure);
    }

    /** As {@link #fail}, where the connection is over already. */
    synchronized void close() {
        closed = true;
    }

    /** Messages behind a share that is being stored. */
    synchronized int size() {
        return waiting.values().stream().mapToInt(ArrayDeque::size).sum();
    }
}
