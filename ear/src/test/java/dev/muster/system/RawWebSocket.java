package dev.muster.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Frames (RFC 6455) that no honest client sends: some that never end. */
final class RawWebSocket implements AutoCloseable {

    private static final int TEXT = 0x1;
    private static final int CONTINUATION = 0x0;
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;

    private final Socket connection = new Socket();

    private RawWebSocket() {}

    /** Opened with a device's token, and welcomed. */
    static RawWebSocket open(WireDevice device) {
        var opened = new RawWebSocket();
        var base = device.muster.base();
        try {
            opened.connection.connect(new InetSocketAddress(base.getHost(), base.getPort()), 5_000);
            opened.connection.setSoTimeout(5_000);
            opened.write(("GET /ws/device HTTP/1.1\r\nHost: " + base.getAuthority()
                            + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
                            + "\r\nSec-WebSocket-Key: "
                            + Base64.getEncoder().encodeToString(new byte[16])
                            + "\r\nAuthorization: Bearer " + device.token + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            opened.readUntil("welcome");
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The begin of one frame that says it is that long, with fewer bytes of it than that. */
    void beginFrame(long length, int sent) {
        frame(FIN | TEXT, length, sent);
    }

    /** The first fragment of a message that goes on. */
    void beginMessage(int length) {
        frame(TEXT, length, length);
    }

    /** A further fragment of a message that goes on. */
    void continueMessage(int length) {
        frame(CONTINUATION, length, length);
    }

    /** Whether the server gives the connection up in this time; what it says until then is thrown away. */
    boolean isGivenUpWithin(Duration patience) {
        var buffer = new byte[4_096];
        try {
            connection.setSoTimeout((int) patience.toMillis());
            while (connection.getInputStream().read(buffer) >= 0) {
                // pings, and the frame that says why
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private void frame(int first, long length, int sent) {
        var frame = ByteBuffer.allocate(2 + 8 + 4 + sent);
        frame.put((byte) first).put((byte) (MASKED | 127)).putLong(length).putInt(0);
        while (frame.hasRemaining()) {
            frame.put((byte) 'x');
        }
        try {
            write(frame.array());
        } catch (IOException e) {
            // the server has had enough: isGivenUpWithin tells
        }
    }

    private void write(byte[] bytes) throws IOException {
        connection.getOutputStream().write(bytes);
        connection.getOutputStream().flush();
    }

    private void readUntil(String word) throws IOException {
        var read = new StringBuilder();
        while (read.indexOf(word) < 0) {
            var next = connection.getInputStream().read();
            if (next < 0) {
                throw new IOException("closed after: " + read);
            }
            read.append((char) next);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
