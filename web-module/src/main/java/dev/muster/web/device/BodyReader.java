package dev.muster.web.device;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;

/** Reads a body as it comes, without a thread that waits for it; more than the limit is not read. */
final class BodyReader implements ReadListener {

    private static final int CHUNK = 8 * 1024;

    private final ServletInputStream in;
    private final int limit;
    private final Consumer<byte[]> read;
    private final Consumer<Throwable> failed;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(1_024);
    private boolean ended;

    /** @param read hears of the whole body, or of one byte more than the limit where it is longer */
    BodyReader(ServletInputStream in, int limit, Consumer<byte[]> read, Consumer<Throwable> failed) {
        this.in = in;
        this.limit = limit;
        this.read = read;
        this.failed = failed;
    }

    @Override
    public void onDataAvailable() throws IOException {
        var chunk = new byte[CHUNK];
        while (!ended && in.isReady()) {
            var got = in.read(chunk, 0, Math.min(CHUNK, limit + 1 - body.size()));
            if (got > 0) {
                body.write(chunk, 0, got);
            }
            if (got < 0 || body.size() > limit) {
                end();
            }
        }
        // Grizzly calls it finished when all has arrived, read or not, and does not always say so by itself
        if (in.isFinished() && in.available() == 0) {
            end();
        }
    }

    @Override
    public void onAllDataRead() {
        end();
    }

    private void end() {
        if (!ended) {
            ended = true;
            read.accept(body.toByteArray());
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (!ended) {
            ended = true;
            failed.accept(failure);
        }
    }
}
