package dev.muster.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A wire to a server that can be frozen: connections stay open and nothing comes through, as behind a dead router. */
final class FrozenWire implements AutoCloseable {

    private final ServerSocket door;
    private final int target;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile boolean frozen;

    FrozenWire(int target) throws IOException {
        this.target = target;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        run(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    void freeze(boolean on) {
        frozen = on;
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (var socket : open) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            var near = door.accept();
            var far = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(near);
            open.add(far);
            run(() -> carry(near.getInputStream(), far.getOutputStream()));
            run(() -> carry(far.getInputStream(), near.getOutputStream()));
        }
    }

    /** What arrives while frozen is lost with its connection. */
    private void carry(InputStream from, OutputStream to) throws IOException {
        var buffer = new byte[8192];
        for (var read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            if (!frozen) {
                to.write(buffer, 0, read);
                to.flush();
            }
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void run(Task task) {
        var thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException ended) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
