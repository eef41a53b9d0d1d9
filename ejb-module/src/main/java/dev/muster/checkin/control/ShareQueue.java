package dev.muster.checkin.control;

import dev.muster.checkin.entity.Outcome;
import dev.muster.checkin.entity.Share;
import dev.muster.platform.Scope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Shares that wait for a transaction, bounded in number and in bytes. They leave in groups: of one org, in the order they
 * came, no two of a device, and none of a device whose last share is still being stored. Orgs take turns. Thread-safe.
 */
public final class ShareQueue {

    /** A share and whoever waits for what comes of it. */
    public record Waiting(Share share, CompletableFuture<Outcome> outcome) {}

    /** Shares that are stored together. Its devices are busy until {@link #finished}. */
    public record Group(Scope scope, List<Waiting> waiting) {}

    private final int most;
    private final long mostBytes;
    private final int groupShares;
    private final int groupItems;

    /** By org, or by device where it has none; whose turn it is comes first. */
    private final Map<Scope, ArrayDeque<Waiting>> queues = new LinkedHashMap<>();

    private final Set<Long> busy = new HashSet<>();
    private int waiting;
    private long bytes;
    private boolean closed;

    /**
     * @param most shares that wait
     * @param mostBytes that they came in, all together
     * @param groupShares in one group
     * @param groupItems in one group; a share that has more goes alone
     */
    public ShareQueue(int most, long mostBytes, int groupShares, int groupItems) {
        this.most = most;
        this.mostBytes = mostBytes;
        this.groupShares = groupShares;
        this.groupItems = groupItems;
    }

    /** False where it is full or closed. */
    public synchronized boolean add(Waiting each) {
        if (closed || waiting >= most || bytes + each.share().size() > mostBytes) {
            return false;
        }
        waiting++;
        bytes += each.share().size();
        queues.computeIfAbsent(scope(each.share()), first -> new ArrayDeque<>()).add(each);
        notify();
        return true;
    }

    /** The next group, as soon as there is one; null once it is closed and empty. */
    public synchronized Group take() throws InterruptedException {
        while (true) {
            var group = next();
            if (group != null) {
                return group;
            }
            if (closed && waiting == 0) {
                return null;
            }
            wait();
        }
    }

    /** Its devices may have their next share stored. */
    public synchronized void finished(Group group) {
        group.waiting().forEach(each -> busy.remove(device(each)));
        notifyAll();
    }

    /** Takes nothing more; what waits is still handed out. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    public synchronized int size() {
        return waiting;
    }

    private Group next() {
        for (var scope : List.copyOf(queues.keySet())) {
            var taken = take(queues.get(scope));
            if (!taken.isEmpty()) {
                var rest = queues.remove(scope);
                if (!rest.isEmpty()) {
                    queues.put(scope, rest); // behind the others
                }
                return new Group(scope, taken);
            }
        }
        return null;
    }

    private List<Waiting> take(ArrayDeque<Waiting> queue) {
        var taken = new ArrayList<Waiting>();
        var left = new ArrayDeque<Waiting>();
        var items = 0;
        while (!queue.isEmpty() && taken.size() < groupShares && (taken.isEmpty() || items < groupItems)) {
            var each = queue.poll();
            if (busy.add(device(each))) {
                taken.add(each);
                items += each.share().items();
                waiting--;
                bytes -= each.share().size();
            } else {
                left.add(each);
            }
        }
        while (!left.isEmpty()) {
            queue.addFirst(left.pollLast());
        }
        return taken;
    }

    private static long device(Waiting each) {
        return each.share().pass().device();
    }

    private static Scope scope(Share share) {
        var pass = share.pass();
        return pass.orgId() == null ? pass : Scope.ofOrg(pass.orgId());
    }
}
