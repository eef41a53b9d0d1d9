package dev.muster.system;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Between a server and PostgreSQL. It passes on what both say; when told so it keeps back what the database says of the next
 * COMMIT and cuts that connection: it is committed, and nobody who waits for it knows.
 */
final class CommitCutter implements AutoCloseable {

    /** {@code CommandComplete} of the protocol of PostgreSQL, and its tag. */
    private static final char COMMAND_COMPLETE = 'C';

    private static final String COMMITTED = "COMMIT\0";

    private record Pair(Socket server, Socket database) {
        void cut() {
            close(server);
            close(database);
        }
    }

    private final int database;
    private final ServerSocket door;
    private final List<Pair> open = new CopyOnWriteArrayList<>();
    private final AtomicBoolean armed = new AtomicBoolean();

    /** @param database its port on loopback */
    CommitCutter(int database) {
        this.database = database;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::listen);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Cuts the connection on which the next transaction commits. */
    void cutNextCommit() {
        armed.set(true);
        if (!Eventually.within(Duration.ofSeconds(30), () -> !armed.get())) {
            throw new AssertionError("nothing was committed for 30 s");
        }
    }

    /** Cuts one of the open connections, whatever is under way on it. */
    void cutAny(Random random) {
        var now = List.copyOf(open);
        if (!now.isEmpty()) {
            now.get(random.nextInt(now.size())).cut();
        }
    }

    private void listen() {
        while (!door.isClosed()) {
            try {
                var server = door.accept();
                var pair = new Pair(server, new Socket(InetAddress.getLoopbackAddress(), database));
                open.add(pair);
                start(() -> {
                    pass(pair, () -> pair.server.getInputStream().transferTo(pair.database.getOutputStream()));
                    open.remove(pair);
                });
                start(() -> pass(pair, () -> answers(pair)));
            } catch (IOException e) {
                // closed
            }
        }
    }

    /** Each message is a letter, a length that counts itself, and a body. */
    private void answers(Pair pair) throws IOException {
        var in = new DataInputStream(new BufferedInputStream(pair.database.getInputStream()));
        var out = new DataOutputStream(new BufferedOutputStream(pair.server.getOutputStream()));
        while (true) {
            var type = in.readUnsignedByte();
            var length = in.readInt();
            var body = in.readNBytes(length - Integer.BYTES);
            if (type == COMMAND_COMPLETE
                    && new String(body, StandardCharsets.US_ASCII).equals(COMMITTED)
                    && armed.compareAndSet(true, false)) {
                return;
            }
            out.writeByte(type);
            out.writeInt(length);
            out.write(body);
            if (in.available() == 0) {
                out.flush();
            }
        }
    }

    private interface Passing {
        void run() throws IOException;
    }

    private static void pass(Pair pair, Passing passing) {
        try {
            passing.run();
        } catch (IOException e) {
            // one side is gone, and so is the other
        } finally {
            pair.cut();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable work) {
        var thread = new Thread(work, "commit-cutter");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        open.forEach(Pair::cut);
    }
}
