package dev.muster.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Bytes over a plain connection, for what no honest HTTP client sends. */
final class RawHttp {

    private static final int QUIET_MS = 2_000;

    private RawHttp() {}

    /**
     * Sends the lines of a request, separated by line feeds here and CRLF on the wire.
     *
     * @return all that came back until the server closed or was quiet for two seconds; empty for a closed connection
     */
    static String exchange(URI base, String request) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), 5_000);
            socket.setSoTimeout(QUIET_MS);
            socket.getOutputStream()
                    .write(request.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return read(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The head of the first answer. */
    static String head(URI base, String request) {
        return exchange(base, request).split("\r\n\r\n", 2)[0];
    }

    private static String read(Socket socket) throws IOException {
        var answer = new ByteArrayOutputStream();
        var buffer = new byte[8_192];
        try {
            for (var count = socket.getInputStream().read(buffer);
                    count >= 0;
                    count = socket.getInputStream().read(buffer)) {
                answer.write(buffer, 0, count);
            }
        } catch (SocketTimeoutException e) {
            // quiet: the answer is complete
        } catch (java.net.SocketException e) {
            // cut off: what came before counts
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }
}
