package dev.muster.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Clients that hold what they open and give as little as they can: a byte a second, or none. They come from 127.0.0.2 to
 * 127.0.0.6 and open again what is closed to them. All on one thread; what they are told they do not read.
 */
final class SlowClients implements AutoCloseable {

    private static final int ADDRESSES = 5;
    private static final long BEAT_MS = 1_000;

    enum Kind {
        /** One header that never ends. */
        HEADER("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: "),
        /** A body that never comes whole, at a door that reads it by thread. */
        BODY("POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 4000\r\n\r\n{"),
        /** Not a byte; on the HTTPS port, where there is one, not even of a handshake. */
        SILENT("");

        private final byte[] begin;

        Kind(String begin) {
            this.begin = begin.getBytes(StandardCharsets.US_ASCII);
        }
    }

    private final AtomicInteger closed = new AtomicInteger();
    private final List<Client> clients;
    private final Thread thread = new Thread(this::drip, "slow-clients");
    private volatile int open;
    private volatile boolean running = true;

    private SlowClients(List<Client> clients) {
        this.clients = clients;
    }

    /**
     * So many of each kind, from now on; returns when all are open.
     *
     * @param silent the port that says nothing of a handshake either: HTTPS, or plain HTTP where there is none
     */
    static SlowClients of(int port, int silent, int each, Kind... kinds) {
        var slow = new SlowClients(Stream.of(kinds)
                .flatMap(kind -> IntStream.range(0, each)
                        .mapToObj(i -> new Client(kind, kind == Kind.SILENT ? silent : port, 2 + i % ADDRESSES)))
                .toList());
        slow.thread.setDaemon(true);
        slow.thread.start();
        Eventually.value(
                "slow clients", SystemTest.WITHIN.multipliedBy(12), () -> slow.open, all -> all == slow.clients.size());
        return slow;
    }

    /** How often one was closed by the other side. */
    int closed() {
        return closed.get();
    }

    private void drip() {
        while (running) {
            var began = System.nanoTime();
            var alive = 0;
            for (var client : clients) {
                alive += client.beat(closed) ? 1 : 0;
            }
            open = alive;
            Eventually.pause(Math.max(1, BEAT_MS - (System.nanoTime() - began) / 1_000_000));
        }
        clients.forEach(Client::close);
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Client {
        private final Kind kind;
        private final InetSocketAddress from;
        private final InetSocketAddress to;
        private final ByteBuffer unread = ByteBuffer.allocate(1_024);
        private SocketChannel channel;

        Client(Kind kind, int port, int lastByte) {
            this.kind = kind;
            this.from = new InetSocketAddress("127.0.0." + lastByte, 0);
            this.to = new InetSocketAddress("127.0.0.1", port);
        }

        /** Gives its byte, or opens; false while it is not open. */
        boolean beat(AtomicInteger closed) {
            try {
                if (channel == null) {
                    channel = SocketChannel.open().bind(from);
                    channel.connect(to);
                    channel.configureBlocking(false);
                    channel.write(ByteBuffer.wrap(kind.begin));
                    return true;
                }
                if (kind != Kind.SILENT) {
                    channel.write(ByteBuffer.wrap(new byte[] {'x'}));
                }
                if (channel.read(unread.clear()) >= 0) {
                    return true;
                }
            } catch (IOException e) {
                // closed, too
            }
            closed.incrementAndGet();
            close();
            return false;
        }

        void close() {
            try {
                if (channel != null) {
                    channel.close();
                }
                channel = null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
